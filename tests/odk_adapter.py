"""The two adapters that runners of recorded ODK cases load."""

from odk_xpath import evaluate

__all__ = ["evaluate"]
