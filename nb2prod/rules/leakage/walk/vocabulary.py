"""What classes and functions do to rows, by the names that the field gave them.

The knowledge tables say what a call is for; what they don't say is whether it looks at one row or at all of them. A
class that isn't listed is judged by its bases and its purpose in the tables, and by the end of its name.
"""

from __future__ import annotations

from enum import Enum

from nb2prod.rules.leakage.model import Strength


class Kind(Enum):
    """What an estimator is."""

    TRANSFORMER = "transformer"
    STATELESS = "stateless transformer"
    SAMPLER = "sampler"
    MODEL = "model"
    SEARCH = "search"
    PIPELINE = "pipeline"
    SPLITTER = "splitter"
    NETWORK = "network"
    UNKNOWN = "unknown"


CATEGORICAL = frozenset(
    """OneHotEncoder OrdinalEncoder LabelEncoder LabelBinarizer MultiLabelBinarizer DictVectorizer StringLookup
    IntegerLookup CategoryEncoding Tokenizer TextVectorization BinaryEncoder BaseNEncoder HelmertEncoder SumEncoder
    BackwardDifferenceEncoder PolynomialEncoder OneHotEncoderEstimator StringIndexer VectorIndexer
    RareLabelEncoder""".split()
)
"""Transformers that learn which values occur."""

STATISTICAL = frozenset(
    """StandardScaler MinMaxScaler MaxAbsScaler RobustScaler PowerTransformer QuantileTransformer KBinsDiscretizer
    SplineTransformer SimpleImputer IterativeImputer KNNImputer Imputer IterativeSVD SoftImpute MissForest
    CountVectorizer TfidfVectorizer TfidfTransformer PCA IncrementalPCA KernelPCA SparsePCA MiniBatchSparsePCA FastICA
    TruncatedSVD NMF FactorAnalysis LatentDirichletAllocation DictionaryLearning TSNE Isomap MDS LocallyLinearEmbedding
    SpectralEmbedding UMAP Nystroem RBFSampler RandomTreesEmbedding NeighborhoodComponentsAnalysis SelectKBest
    SelectPercentile SelectFpr SelectFdr SelectFwe SelectFromModel GenericUnivariateSelect RFE RFECV VarianceThreshold
    SequentialFeatureSelector ExhaustiveFeatureSelector BorutaPy PermutationImportance DropCorrelatedFeatures
    SmartCorrelatedSelection DropConstantFeatures MeanMedianImputer EndTailImputer CategoricalImputer
    RandomSampleImputer EqualFrequencyDiscretiser EqualWidthDiscretiser DecisionTreeDiscretiser CountFrequencyEncoder
    MeanEncoder DecisionTreeEncoder PRatioEncoder Winsorizer OutlierTrimmer YeoJohnsonTransformer BoxCoxTransformer
    CountEncoder TargetEncoder CatBoostEncoder LeaveOneOutEncoder JamesSteinEncoder MEstimateEncoder GLMMEncoder
    QuantileEncoder WOEEncoder SummaryEncoder Normalization FeatureAgglomeration KMeans MiniBatchKMeans DBSCAN
    AgglomerativeClustering Birch MeanShift OPTICS SpectralClustering AffinityPropagation GaussianMixture
    BayesianGaussianMixture Word2Vec FastText Doc2Vec LsiModel TfidfModel Dictionary Phrases""".split()
)
"""Transformers that compute numbers from the rows that they are fitted on."""

STATELESS = frozenset(
    """HashingVectorizer Normalizer FunctionTransformer Binarizer PolynomialFeatures FeatureHasher HashingEncoder
    MissingIndicator AddMissingIndicator ArbitraryNumberImputer ArbitraryDiscretiser DropMissingData LogTransformer
    ReciprocalTransformer DropFeatures Rescaling Hashing Discretization CyclicalFeatures CyclicalTransformer
    DatetimeFeatures""".split()
)
"""Transformers for which one row is enough."""

OVERSAMPLERS = frozenset(
    """RandomOverSampler SMOTE SMOTENC SMOTEN ADASYN BorderlineSMOTE KMeansSMOTE SVMSMOTE SMOTEENN SMOTETomek
    ROSE""".split()
)
"""Samplers that copy rows, or make new ones between them."""

SPLITTERS = frozenset(
    """KFold StratifiedKFold GroupKFold StratifiedGroupKFold RepeatedKFold RepeatedStratifiedKFold ShuffleSplit
    StratifiedShuffleSplit GroupShuffleSplit LeaveOneOut LeavePOut LeaveOneGroupOut LeavePGroupsOut TimeSeriesSplit
    PredefinedSplit BlockingTimeSeriesSplit PurgedKFold MultilabelStratifiedKFold""".split()
)

SEARCHES = frozenset(
    "GridSearchCV RandomizedSearchCV HalvingGridSearchCV HalvingRandomSearchCV BayesSearchCV TuneSearchCV".split()
)

PIPELINES = frozenset(
    """Pipeline make_pipeline ColumnTransformer make_column_transformer FeatureUnion make_union DataFrameMapper
    make_imb_pipeline TransformedTargetRegressor""".split()
)

NETWORKS = frozenset({"Sequential", "Module", "Model", "LightningModule", "Functional"})

MODEL_ENDINGS = (
    "Classifier",
    "ClassifierCV",
    "Regressor",
    "Regression",
    "RegressionCV",
    "Ridge",
    "RidgeCV",
    "Lasso",
    "LassoCV",
    "LassoLars",
    "LassoLarsCV",
    "ElasticNet",
    "ElasticNetCV",
    "SVC",
    "SVR",
    "NB",
    "Perceptron",
    "Analysis",
    "Forest",
    "Booster",
    "BayesianRidge",
    "XGBModel",
    "CatBoost",
    "Prophet",
    "NearestCentroid",
    "ARIMA",
)
"""How names of models end."""

TRANSFORMER_ENDINGS = ("Scaler", "Imputer", "Encoder", "Discretizer", "Discretiser", "Vectorizer", "Selector")

PURPOSES = {"scale": Kind.TRANSFORMER, "encode": Kind.TRANSFORMER, "impute": Kind.TRANSFORMER, "train": Kind.MODEL}
"""What the tables say a class is for."""

BASES = {
    "sklearn.model_selection.BaseCrossValidator": Kind.SPLITTER,
    "sklearn.model_selection.BaseSearchCV": Kind.SEARCH,
    "sklearn.base.ClassifierMixin": Kind.MODEL,
    "sklearn.base.RegressorMixin": Kind.MODEL,
    "sklearn.base.OutlierMixin": Kind.TRANSFORMER,
    "sklearn.base.ClusterMixin": Kind.TRANSFORMER,
    "sklearn.base.TransformerMixin": Kind.TRANSFORMER,
    "torch.nn.Module": Kind.NETWORK,
}
"""What the bases of a class say it is, the most telling first."""


def kind_by_name(name: str) -> Kind | None:
    """What an estimator is by the name of its class; `None` if the name says nothing."""
    for names, kind in (
        (STATISTICAL | CATEGORICAL, Kind.TRANSFORMER),
        (STATELESS, Kind.STATELESS),
        (OVERSAMPLERS, Kind.SAMPLER),
        (SPLITTERS, Kind.SPLITTER),
        (SEARCHES, Kind.SEARCH),
        (PIPELINES, Kind.PIPELINE),
        (NETWORKS, Kind.NETWORK),
    ):
        if name in names:
            return kind
    if not name[:1].isupper():
        return None
    if name.endswith(TRANSFORMER_ENDINGS):
        return Kind.TRANSFORMER
    return Kind.MODEL if name.endswith(MODEL_ENDINGS) else None


def strength_of(name: str) -> Strength:
    """How much an estimator of a class learns of the rows that it is fitted on."""
    return Strength.CATEGORIES if name in CATEGORICAL else Strength.STATISTICS
