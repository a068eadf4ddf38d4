"""A classifier is judged at one threshold only.

## What it does
Finds notebooks that measure accuracy, precision, recall or F1, and nothing that looks at scores or probabilities: no
area under a curve, no curve, no log loss.

## Why it matters in production
Where to cut is decided by what errors cost, which changes; a model that looks good at one half may be useless at the
threshold that is needed. Metrics over all thresholds compare models before that is settled.

## Example
    print(f1_score(y_test, model.predict(X_test)))

## Better
    print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.models.arguments import in_order
from nb2prod.rules.unit import Unit

_AT_ONE = frozenset(
    """accuracy_score precision_score recall_score f1_score fbeta_score classification_report balanced_accuracy_score
    precision_recall_fscore_support""".split()
)
_OVER_ALL = ("roc_auc", "average_precision", "roc_curve", "precision_recall_curve", "log_loss", "brier", "auc", "AUC")


def check(unit: Unit) -> Iterator[Hit]:
    """Find the first metric at one threshold, where there is none over all."""
    if any(word in unit.code for word in _OVER_ALL):
        return
    for node, site in in_order(unit, *_AT_ONE):
        module, _, name = site.qualified(node.func).rpartition(".")
        if module == "sklearn.metrics":
            message = f"`{name}` judges at one threshold, and nothing here judges over all, as `roc_auc_score` does"
            yield Hit(message, site.span(node))
            return


RULE = NotebookRule(
    code="NBM010",
    name="threshold-metrics-only",
    summary="metrics at one threshold only",
    level=Level.PEDANTIC,
    severity=Severity.INFO,
    words=("sklearn",),
    smells=(22,),
    check=check,
)
_IMPORT = "from sklearn.metrics import f1_score, r2_score, roc_auc_score\n"
VALID = (
    Case(_IMPORT + "f1_score(y, guess)\nroc_auc_score(y, scores)"),
    Case("from sklearn.metrics import r2_score\nr2_score(y, guess)"),
)
INVALID = (Case("from sklearn.metrics import f1_score\n# %%\nf1_score(y, guess)\nf1_score(z, guess)", at=((2, 1),)),)
