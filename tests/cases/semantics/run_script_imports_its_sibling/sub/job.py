import sys
import sibling
sys.path.append("extra")
result = sibling.f(3)
