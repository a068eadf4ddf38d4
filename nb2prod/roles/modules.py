"""What modules and some of their members are for, where no table says it."""

from __future__ import annotations


def index(groups: dict[str, str]) -> dict[str, str]:
    """From names by activity to the activity by name."""
    return {name: activity for activity, names in groups.items() for name in names.split()}


MODULES: dict[str, str] = index(
    {
        "plot": "mlxtend.plotting pygal turtle ipywidgets termcolor pyLDAvis dtreeviz geoplot cartopy holoviews "
        "hvplot datashader matplotlib_venn joypy matplotlib seaborn plotly bokeh altair folium missingno "
        "wordcloud scikitplot yellowbrick mpl_toolkits graphviz pydot squarify ggplot plotnine "
        "sklearn.tree.plot_tree sklearn.tree.export_graphviz statsmodels.graphics cv2.imshow "
        "IPython.display.Image pandas.plotting pandas.tools.plotting",
        "configure": "azureml "
        "sagemaker.image_uris sagemaker.get_execution_role wandb pytz dateutil findspark absl "
        "random.Random "
        "matplotlib.rc matplotlib.use matplotlib.rcParams matplotlib.pyplot.style matplotlib.pyplot.rc "
        "matplotlib.pyplot.rcParams matplotlib.style seaborn.set cufflinks tensorflow.config "
        "tensorflow.distribute torch.device torch.cuda os.getcwd os sys gc warnings logging random.seed "
        "shutil.rmtree IPython.core dotenv numpy.random.seed pandas.plotting.register_matplotlib_converters "
        "pandas.options",
        "load": "azureml.core.Dataset azureml.core.Datastore azureml.data "
        "tensorflow_datasets datasets.load_dataset sagemaker.s3.S3Downloader kagglehub io.StringIO bs4 lxml "
        "feedparser tweepy praw xlrd openpyxl h5py seaborn.load_dataset sklearn.datasets keras.datasets "
        "keras.models.load_model tensorflow.io tensorflow.keras.datasets torch.load torchvision.datasets "
        "nltk.download spacy.load cv2.imread PIL.Image.open requests urllib zipfile tarfile json.load "
        "pickle.load joblib.load csv.reader csv.DictReader glob os.walk os.listdir os.scandir subprocess "
        "shutil.unpack_archive scipy.io numpy.load pandas.ExcelFile pandas.HDFStore dask kaggle opendatasets "
        "codecs.open gzip.open bz2.open lzma.open io.open gdown wget yfinance pandas_datareader pydicom nibabel "
        "librosa geopandas",
        "inspect": "azureml.widgets "
        "pandas_profiling ydata_profiling sweetviz IPython scipy.stats numpy.unique pandas.unique",
        "evaluate": "pyspark.ml.evaluation alibi dice_ml fairlearn.metrics evaluate scikitplot.metrics rouge_score "
        "nltk.translate sklearn.metrics sklearn.inspection eli5 shap lime",
        "train": "azureml.train "
        "sagemaker.estimator sagemaker.tensorflow sagemaker.pytorch sagemaker.sklearn sagemaker.xgboost "
        "sagemaker.inputs mlxtend pymc3 pymc theano lifelines surprise pycaret h2o hdbscan kmodes peft "
        "accelerate flax optax haiku tensorflow_hub pyspark.ml pyspark.mllib segmentation_models_pytorch timm "
        "pytorch_lightning lightning skorch arch filterpy hmmlearn sklearn.ensemble sklearn.linear_model "
        "sklearn.tree sklearn.svm sklearn.neighbors sklearn.naive_bayes sklearn.neural_network "
        "sklearn.cluster sklearn.mixture sklearn.gaussian_process sklearn.discriminant_analysis "
        "sklearn.pipeline sklearn.kernel_ridge sklearn.multiclass sklearn.isotonic sklearn.calibration "
        "sklearn.base.clone xgboost lightgbm catboost keras tensorflow keras.backend torch.nn torch.optim "
        "torchvision.models transformers statsmodels prophet fbprophet pmdarima gensim scipy.cluster fastai",
        "engineer": "feature_engine textblob skimage umap tsfresh tsfel sentence_transformers holidays phonenumbers "
        "fuzzywuzzy unidecode langdetect sklearn_pandas imgaug torchtext kornia pyspark.ml.feature patsy pywt "
        "sklearn.pipeline.FeatureUnion sklearn.feature_selection sklearn.decomposition sklearn.manifold "
        "sklearn.utils.resample keras.preprocessing tensorflow.image tensorflow.keras.preprocessing "
        "torchvision.transforms imblearn nltk spacy cv2 albumentations featuretools scipy.special re "
        "numpy.log numpy.exp numpy.expm1 numpy.where numpy.select numpy.insert",
        "encode": "feature_engine.encoding feature_engine.categorical_encoders mlxtend.preprocessing "
        "pyspark.ml.feature.StringIndexer pyspark.ml.feature.VectorAssembler sklearn.preprocessing "
        "sklearn.feature_extraction sklearn.compose keras.utils tensorflow.keras.utils category_encoders",
        "impute": "feature_engine.imputation feature_engine.missing_data_imputers fancyimpute missingpy sklearn.impute",
        "split": "sklearn.model_selection numpy.split",
        "make": "sklearn.utils.shuffle tensorflow.data torch.utils.data scipy.sparse numpy.sort "
        "pandas.io.json.json_normalize pandas.json_normalize",
        "save": "sagemaker.s3.S3Uploader mlflow.log_metric mlflow.log_param torch.save cv2.imwrite pickle.dump "
        "json.dump joblib.dump csv.writer csv.DictWriter shutil numpy.save pandas.ExcelWriter",
        "tune": "sagemaker.tuner ray.tune tpot autosklearn optuna hyperopt hyperopt.hp bayes_opt skopt kerastuner "
        "keras_tuner",
        "connect": "azureml.core.Workspace "
        "sagemaker sagemaker.Session pyspark.SparkContext pyspark.sql.SparkSession pyspark.sql.SQLContext "
        "pyspark pymongo psycopg2 mysql redis sqlite3.connect google.colab google.cloud boto3 sqlalchemy "
        "kaggle_secrets",
        "": "os.path tqdm time datetime pathlib collections itertools functools copy math re.compile string",
        "join": "scipy.sparse.hstack scipy.sparse.vstack numpy.append numpy.stack",
        "compute": "scipy.optimize networkx numpy.linalg",
        "scale": "numpy.log1p",
        "filter": "numpy.clip",
    }
)
"""Activity of modules, and of members that differ from their module's; the longest known prefix answers."""

_LAYERS = ("tensorflow.keras.layers", "keras.layers", "tensorflow.keras.layers.experimental.preprocessing")


def _layers(names: str) -> str:
    """Paths of the layers that prepare data, wherever they are imported from."""
    return " ".join(f"{module}.{name}" for name in names.split() for module in _LAYERS)


EXPLICIT: dict[str, str] = index(
    {
        "tune": "sklearn.model_selection.validation_curve",
        "load": "os.walk os.listdir os.scandir glob.glob sklearn.datasets.make_classification "
        "sklearn.datasets.make_regression sklearn.datasets.make_blobs sklearn.datasets.make_moons "
        "sklearn.datasets.make_circles sklearn.datasets.make_friedman1 sklearn.datasets.make_s_curve "
        "sklearn.datasets.make_swiss_roll sklearn.datasets.make_multilabel_classification",
        "encode": _layers("TextVectorization StringLookup IntegerLookup CategoryEncoding Discretization Hashing"),
        "scale": _layers("Normalization Rescaling"),
        "configure": "seaborn.color_palette seaborn.set_palette seaborn.set seaborn.set_style "
        "matplotlib.pyplot.style.use",
    }
)
"""Calls that are for what their value is used for, not for what their library is: these go before the tables."""
