from math import floor, pi as PI
import settings_of_box as own
from settings_of_box import LIMIT, limited
