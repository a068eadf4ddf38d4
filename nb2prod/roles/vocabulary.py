"""What the name of a call says of its purpose where no table knows it: conventions of data science in Python."""

from __future__ import annotations

from nb2prod.roles.modules import index

METHODS: dict[str, str] = index(
    {
        "load": "textFile read_text read_bytes readline download_file download_fileobj get_object read_csv read_table "
        "read_excel read_json read_parquet read_feather read_pickle read_hdf read_html read_sas read_stata "
        "read_fwf read_clipboard read_orc read_spss read_xml read_file loadtxt genfromtxt fromfile loadmat "
        "load_dataset load_data load_iris load_digits load_breast_cancer load_boston load_wine load_diabetes "
        "fetch_california_housing fetch_openml fetch_mldata fetch_20newsgroups fetchall fetch_data fetchone "
        "fetchmany urlopen urlretrieve extractall unpack_archive listdir walk glob iglob rglob scandir "
        "iterdir from_csv from_folder from_df load_model load_weights from_pretrained imread read_image "
        "load_img load_files load_state_dict reader DictReader safe_load open ZipFile download list_files "
        "image_dataset_from_directory readlines check_output DataReader load_workbook "
        "read_data_sets as_dataset as_dataframe download_and_prepare "
        "competition_download_files competition_download_file make_classification make_regression make_blobs "
        "make_moons make_circles get_data_yahoo export_csv",
        "query": "read_sql read_sql_query read_sql_table read_gbq execute to_dataframe run_query query_to_pandas "
        "query_to_pandas_safe",
        "connect": "default_bucket cursor connect create_engine Client Session sessionmaker BigQueryHelper resource "
        "SparkContext getOrCreate login authenticate mount init_notebook_mode",
        "configure": "set_option filterwarnings simplefilter seed manual_seed manual_seed_all set_seed set_random_seed "
        "set_printoptions set_style set_context set_palette set_theme set_config_file basicConfig getLogger "
        "set_verbosity set_verbosity_error enable_notebook output_notebook set_cmap load_dotenv getenv reload "
        "add_argument ArgumentParser parse_args list_physical_devices set_memory_growth list_local_devices "
        "get_device_name register_matplotlib_converters chdir makedirs mkdir setlocale pandas "
        "set_matplotlib_formats reset_option offline go_offline collect set_session ConfigProto "
        "disable_warnings color_palette cubehelix_palette is_available device_count setrecursionlimit "
        "seed_everything install reset_default_graph clear_session TPUClusterResolver initialize_tpu_system "
        "get_strategy experimental_connect_to_cluster TPUStrategy MirroredStrategy set_floatx "
        "set_image_data_format",
        "rename": "rename rename_axis set_axis add_prefix add_suffix",
        "make": "batch prefetch unbatch repeat toPandas parallelize cache shuffle DataFrame Series from_dict "
        "from_records copy to_numpy to_frame as_matrix reset_index set_index reindex sort_values sort_index "
        "date_range tolist to_list to_dict from_tensor_slices array asarray DataLoader TensorDataset "
        "to_datetime to_timedelta to_numeric astype reshape expand_dims transpose argsort ravel flatten "
        "squeeze convert_objects to_pydatetime",
        "filter": "query filter nlargest nsmallest select_dtypes where mask drop_duplicates sample between isin "
        "between_time truncate compress clip remove_outliers trim xs",
        "replace": "replace map update fillna_by",
        "delete": "drop pop dropna delete droplevel",
        "encode": "get_dummies factorize LabelEncoder OneHotEncoder OrdinalEncoder LabelBinarizer MultiLabelBinarizer "
        "TargetEncoder BinaryEncoder CountEncoder to_categorical CountVectorizer TfidfVectorizer "
        "HashingVectorizer TfidfTransformer DictVectorizer Tokenizer texts_to_sequences fit_on_texts "
        "pad_sequences cut qcut one_hot word_tokenize sent_tokenize tokenize encode_plus batch_encode_plus "
        "ColumnTransformer make_column_transformer DataFrameMapper texts_to_matrix label_binarize digitize "
        "doc2bow label_encoder KBinsDiscretizer FeatureHasher",
        "scale": "StandardScaler MinMaxScaler RobustScaler MaxAbsScaler Normalizer normalize PowerTransformer "
        "QuantileTransformer scale minmax_scale robust_scale log1p boxcox boxcox1p yeojohnson "
        "FunctionTransformer",
        "impute": "fillna SimpleImputer KNNImputer IterativeImputer Imputer interpolate ffill bfill nan_to_num "
        "fancyimpute backfill pad_na",
        "join": "merge join concat append_frame concatenate vstack hstack column_stack merge_asof combine_first "
        "append_rows union stack_frames row_stack r_ c_",
        "split": "train_test_split KFold StratifiedKFold GroupKFold TimeSeriesSplit ShuffleSplit "
        "StratifiedShuffleSplit GroupShuffleSplit RepeatedKFold RepeatedStratifiedKFold LeaveOneOut "
        "random_split split_by_rand_pct random_split_by_pct array_split randomSplit SubsetRandomSampler",
        "engineer": "fit_transform inverse_transform adapt reduceByKey flatMap groupByKey withColumn apply applymap "
        "transform groupby agg aggregate pivot pivot_table melt stack unstack rolling resample shift diff "
        "pct_change cumsum cumprod rank get_group explode assign crosstab expanding ewm PolynomialFeatures "
        "SelectKBest SelectFromModel SelectPercentile VarianceThreshold PCA TruncatedSVD RFE RFECV "
        "ImageDataGenerator flow flow_from_directory flow_from_dataframe resize cvtColor Compose "
        "RandomHorizontalFlip ToTensor Resize Normalize GaussianBlur threshold crop rotate flip equalizeHist "
        "to_period strftime strptime extract contains lemmatize stem sub findall DatetimeIndex SMOTE "
        "RandomOverSampler RandomUnderSampler ADASYN fit_resample fit_sample get_feature_names log log10 log2 "
        "exp expm1 add_datepart get_level_values insert seasonal_decompose get_loc swapaxes moveaxis zscore "
        "adfuller_transform word_cloud_clean",
        "train": "apply_gradients gradient fit fit_generator partial_fit train_on_batch fit_one_cycle fine_tune "
        "train_model train Sequential add_layer compile_model Pipeline make_pipeline VotingClassifier "
        "StackingClassifier StackingRegressor VotingRegressor KMeans MiniBatchKMeans DBSCAN "
        "AgglomerativeClustering GaussianMixture SVC SVR LinearSVC LinearSVR NuSVC OneVsRestClassifier "
        "GaussianNB MultinomialNB BernoulliNB ComplementNB LinearRegression LogisticRegression "
        "LogisticRegressionCV Ridge RidgeCV RidgeClassifier Lasso LassoCV LassoLarsIC ElasticNet ElasticNetCV "
        "BayesianRidge KernelRidge SGDClassifier SGDRegressor Perceptron IsolationForest OneClassSVM "
        "LocalOutlierFactor LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis DMatrix Pool OLS ols GLM "
        "Logit logit ARIMA SARIMAX AutoReg VAR Prophet auto_arima ExponentialSmoothing SimpleExpSmoothing "
        "Holt make_future_dataframe cnn_learner create_cnn vision_learner tabular_learner "
        "text_classifier_learner language_model_learner collab_learner Learner lr_find unfreeze freeze "
        "freeze_to to_fp16 recorder backward zero_grad step Adam AdamW SGD RMSprop Adagrad Adadelta Nadam "
        "Adamax CrossEntropyLoss BCELoss BCEWithLogitsLoss MSELoss NLLLoss L1Loss StepLR CosineAnnealingLR "
        "ReduceLROnPlateau EarlyStopping ModelCheckpoint TensorBoard LearningRateScheduler CSVLogger Dense "
        "Conv2D Conv1D Flatten Dropout LSTM GRU Embedding MaxPooling2D MaxPool2D BatchNormalization Input "
        "Activation GlobalAveragePooling2D Bidirectional Linear ResNet50 VGG16 InceptionV3 Xception MobileNet "
        "MobileNetV2 DenseNet121 EfficientNetB0 resnet18 resnet34 resnet50 clone "
        "get_cosine_schedule_with_warmup get_linear_schedule_with_warmup set_params Word2Vec FastText Doc2Vec "
        "LdaModel LdaMulticore Trainer TrainingArguments CalibratedClassifierCV TransformedTargetRegressor "
        "StackingCVRegressor StackingCVClassifier apriori association_rules linkage fcluster minimize "
        "curve_fit XGBClassifier XGBRegressor LGBMClassifier LGBMRegressor init_model add_loss requires_grad_",
        "tune": "GridSearchCV RandomizedSearchCV HalvingGridSearchCV BayesSearchCV BayesianOptimization create_study "
        "fmin suggest_int suggest_float suggest_uniform suggest_categorical suggest_loguniform ParameterGrid "
        "ParameterSampler maximize TPOTClassifier TPOTRegressor validation_curve AutoMLSearch RandomSearch "
        "Hyperband quniform gp_minimize",
        "predict": "invoke_endpoint similarity most_similar predict predict_proba predict_classes predict_log_proba "
        "predict_generator decision_function get_preds forecast get_forecast get_prediction fit_predict "
        "predict_on_batch TTA predict_step kneighbors generate inverse_transform_predictions "
        "argmax_predictions",
        "evaluate": "accuracy_score f1_score precision_score recall_score roc_auc_score roc_curve auc log_loss "
        "confusion_matrix classification_report mean_squared_error mean_absolute_error mean_squared_log_error "
        "median_absolute_error r2_score explained_variance_score mean_absolute_percentage_error "
        "root_mean_squared_error cohen_kappa_score matthews_corrcoef precision_recall_curve "
        "average_precision_score precision_recall_fscore_support balanced_accuracy_score fbeta_score "
        "hamming_loss jaccard_score brier_score_loss silhouette_score adjusted_rand_score "
        "adjusted_mutual_info_score normalized_mutual_info_score homogeneity_score calinski_harabasz_score "
        "davies_bouldin_score max_error cross_val_score cross_validate cross_val_predict evaluate "
        "evaluate_generator evals_result permutation_importance score make_scorer get_score get_fscore rmse "
        "rmsle mape smape rmspe mae mse top_k_accuracy_score mean_poisson_deviance quadratic_weighted_kappa "
        "learning_curve eval_metric feature_importance get_feature_importance varimp "
        "PermutationImportance explain_weights show_weights oob_score "
        "ClassificationInterpretation from_learner TreeExplainer DeepExplainer KernelExplainer shap_values "
        "most_confused top_losses coverage_error zero_one_loss jaccard_similarity_score calibration_curve "
        "anova_lm cross_validation get_scorer",
        "plot": "plot scatter bar barh hist hist2d boxplot box violinplot pie imshow subplots subplot figure show "
        "title xlabel ylabel xlim ylim xticks yticks legend tight_layout axvline axhline axis grid savefig "
        "colorbar annotate text fill_between errorbar contour contourf stackplot stem_plot matshow pcolormesh "
        "suptitle subplots_adjust add_subplot add_axes twinx twiny plot_surface scatter3D plot3D quiver "
        "streamplot heatmap distplot displot histplot kdeplot countplot barplot lineplot scatterplot pairplot "
        "jointplot lmplot regplot catplot factorplot stripplot swarmplot boxenplot pointplot clustermap "
        "FacetGrid PairGrid relplot residplot rugplot ecdfplot tsplot despine set_title set_xlabel set_ylabel "
        "set_xticks set_yticks set_xticklabels set_yticklabels set_xlim set_ylim tick_params set_titles "
        "set_axis_labels add_legend map_dataframe map_diag map_upper map_lower map_offdiag density lines kde "
        "hexbin iplot add_trace update_layout Figure Scatter Bar Histogram Box Pie Heatmap Layout Choropleth "
        "Scattergeo Scattermapbox choropleth scatter_matrix scatter_geo treemap sunburst density_mapbox "
        "scatter_mapbox make_subplots update_traces update_xaxes update_yaxes bar_polar line_polar Table "
        "create_distplot WordCloud generate_wordcloud plot_importance plot_tree plot_metric export_graphviz "
        "plot_model plot_confusion_matrix plot_roc_curve show_batch plot_losses plot_metrics plot_top_losses "
        "plot_lr parallel_coordinates andrews_curves autocorrelation_plot lag_plot plot_acf plot_pacf "
        "probplot qqplot add_gridspec GridSpec scatter_3d line_3d imsave_figure axes gca gcf clf cla close "
        "Circle set_figwidth set_figheight set_size_inches set_visible set_rotation set_facecolor axhspan "
        "axvspan hlines vlines add_patch Rectangle invert_yaxis text2D fill_betweenx draw_networkx Map Marker "
        "HeatMap CircleMarker add_to mark_bar mark_line mark_point mark_circle Chart interactive waffle venn2 "
        "venn3 step_plot plot_components plot_date summary_plot force_plot dependence_plot "
        "plot_partial_dependence pdp_plot pdp_isolate get_xticklabels get_yticklabels "
        "get_legend_handles_labels bar_label set_axis_off FuncAnimation plot_predictions dendrogram "
        "create_table ProfileReport display_report sweetviz matrix_plot plotly ishow",
        "inspect": "printSchema head tail info describe value_counts nunique corr cov isnull isna notnull notna "
        "any all "
        "dtypes memory_usage pprint unique skew kurt kurtosis quantile idxmax idxmin display duplicated count "
        "hist_summary get_summary type len min max mean median sum std var mode size id dir help IFrame HTML "
        "Image bincount profile_report sizeof getsizeof print_summary variance_inflation_factor pearsonr "
        "spearmanr ttest_ind chi2_contingency shapiro adfuller normaltest chisquare describe_frame "
        "most_common",
        "save": "write_text write_bytes deploy upload_data upload_fileobj delete_endpoint delete_model "
        "create_endpoint create_model to_csv to_excel to_json to_parquet to_pickle to_hdf to_feather to_sql "
        "to_gbq to_html dump savetxt savez savez_compressed save save_model save_weights save_pretrained "
        "to_disk writerow writerows write save_images imwrite write_image FileLink FileLinks torch_save "
        "writeheader imsave make_archive upload_file upload_from_filename upload_from_file put_object "
        "copyfile copytree to_file write_html competition_submit competition_submissions to_markdown to_latex "
        "ExcelWriter log_artifact",
        "compute": "solve eigh eig svd inv lstsq trapz odeint solve_ivp quad",
    }
)
"""Activity of a call by its last name."""

TESTED_BY_RECEIVER = frozenset(
    (
        "Input Linear Pool Session add all any append array axis bar box clone close collect compile count dir "
        "evaluate exp extract filter flow generate id index insert len load log map mask max mean median min open "
        "plot print rank resource sample save scale score show size split stack std step sub sum text title train "
        "type unique var where write"
    ).split()
)
"""Names that many libraries use for different things."""

WEAK = frozenset(
    {
        "make",
        "filter",
        "engineer",
        "replace",
        "inspect",
        "rename",
        "join",
        "delete",
        "encode",
        "impute",
        "scale",
        "compute",
    }
)
"""Activities of statements whose role depends on what the value is for."""

SHOWING = frozenset({"print", "display", "pprint", "HTML", "Markdown"})
"""Calls that only show their argument."""

NEUTRAL_CALLS = frozenset(
    (
        "DataFrame Path Series abs append arange array asarray bool copy deepcopy dict display empty enumerate "
        "extend filter float format full getattr hasattr int isinstance items iter join keys len linspace list "
        "lower map max mean min next notebook_tqdm now ones ones_like perf_counter print process_time range "
        "reversed round set sorted sqrt std str strip sum super time today tqdm tqdm_notebook trange tuple type "
        "upper values zeros zeros_like zip"
    ).split()
)
"""Calls that say nothing of the purpose by themselves."""
