"""scikit-learn's estimators and metrics on arrays of the device, beside the same calls on NumPy's."""

import numpy as np
import pytest
from sklearn import config_context, metrics
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression, Ridge, RidgeClassifier
from sklearn.metrics import pairwise
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import cross_val_predict, train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    LabelEncoder,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    PolynomialFeatures,
    StandardScaler,
)

import gputensor as gt

RNG = np.random.default_rng(0)
X = RNG.standard_normal((40, 6)).astype(np.float32)
TARGET = (X @ np.arange(6, dtype=np.float32) + RNG.standard_normal(40)).astype(np.float32)
LABEL = (X[:, 0] + 0.3 * X[:, 1] > 0).astype(np.int64)
GUESS = np.where(RNG.random(40) < 0.8, LABEL, 1 - LABEL)
CHANCE = (1 / (1 + np.exp(-X[:, 0]))).astype(np.float32)

# Of X, the target and the label: what an estimator learns or predicts; signs of components are its choice.
ESTIMATORS = {
    "StandardScaler": lambda x, t, y: StandardScaler().fit_transform(x),
    "StandardScaler.mean_": lambda x, t, y: StandardScaler().fit(x).mean_,
    "MinMaxScaler": lambda x, t, y: MinMaxScaler().fit_transform(x),
    "MaxAbsScaler": lambda x, t, y: MaxAbsScaler().fit_transform(x),
    "Normalizer": lambda x, t, y: Normalizer().fit_transform(x),
    "PolynomialFeatures": lambda x, t, y: PolynomialFeatures().fit_transform(x),
    "LabelEncoder": lambda x, t, y: LabelEncoder().fit_transform(y + 3),
    "PCA": lambda x, t, y: abs(PCA(3, svd_solver="full").fit_transform(x)),
    "PCA.covariance": lambda x, t, y: PCA(3, svd_solver="covariance_eigh").fit(x).explained_variance_ratio_,
    "Ridge": lambda x, t, y: Ridge(solver="svd").fit(x, t).coef_,
    "RidgeClassifier": lambda x, t, y: RidgeClassifier(solver="svd").fit(x, y).predict(x),
    "LogisticRegression": lambda x, t, y: LogisticRegression().fit(x, y).predict_proba(x),
    "LinearDiscriminantAnalysis": lambda x, t, y: abs(LinearDiscriminantAnalysis().fit(x, y).transform(x)),
    "GaussianMixture": lambda x, t, y: GaussianMixture(2, random_state=0, init_params="random").fit(x).means_,
    "GaussianNB": lambda x, t, y: GaussianNB().fit(x, y).predict_proba(x),
    "pipeline": lambda x, t, y: make_pipeline(StandardScaler(), Ridge(solver="svd")).fit(x, t).predict(x),
    "cross_val_predict": lambda x, t, y: cross_val_predict(Ridge(solver="svd"), x, t),
    "train_test_split": lambda x, t, y: tuple(train_test_split(x, y, random_state=0)),
    "euclidean_distances": lambda x, t, y: pairwise.euclidean_distances(x, x + 1),
    "cosine_similarity": lambda x, t, y: pairwise.cosine_similarity(x, x + 1),
    "rbf_kernel": lambda x, t, y: pairwise.rbf_kernel(x, x + 1),
}

# Of the label, the guess, the chance and the target: numbers.
METRICS = {
    "accuracy": lambda y, g, p, t: metrics.accuracy_score(y, g),
    "f1": lambda y, g, p, t: metrics.f1_score(y, g),
    "log_loss": lambda y, g, p, t: metrics.log_loss(y, p),
    "roc_auc": lambda y, g, p, t: metrics.roc_auc_score(y, p),
    "r2": lambda y, g, p, t: metrics.r2_score(t, t + p),
    "mean_absolute_error": lambda y, g, p, t: metrics.mean_absolute_error(t, t + p),
}


def compare(actual, expected):
    if isinstance(expected, tuple):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected):
            compare(one, other)
        return
    assert isinstance(actual, gt.ndarray) and actual.device is gt.device(), type(actual)
    assert actual.shape == expected.shape and actual.dtype.kind == expected.dtype.kind
    np.testing.assert_allclose(gt.asnumpy(actual), expected, rtol=2e-3, atol=2e-4)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_estimators(name):
    with config_context(array_api_dispatch=True):
        actual = ESTIMATORS[name](*map(gt.asarray, (X, TARGET, LABEL)))
    compare(actual, ESTIMATORS[name](X, TARGET, LABEL))


@pytest.mark.parametrize("name", METRICS)
def test_metrics(name):
    with config_context(array_api_dispatch=True):
        actual = METRICS[name](*map(gt.asarray, (LABEL, GUESS, CHANCE, TARGET)))
    assert actual == pytest.approx(METRICS[name](LABEL, GUESS, CHANCE, TARGET), rel=1e-5)


def test_confusion_matrix():
    with config_context(array_api_dispatch=True):
        actual = metrics.confusion_matrix(gt.asarray(LABEL), gt.asarray(GUESS))
    compare(actual, metrics.confusion_matrix(LABEL, GUESS))


def test_without_dispatch_arrays_are_refused():
    with pytest.raises((gt.ImplicitTransferError, ValueError, TypeError)):
        StandardScaler().fit(gt.asarray(X))
