"""The two adapters that runners of recorded ODK cases load."""

from odk_form import FormDriver
from odk_xpath import evaluate

__all__ = ["FormDriver", "evaluate"]
