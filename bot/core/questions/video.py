"""A film."""

from bot.core.questions.media import OfMedia

VIDEO = OfMedia("video", "video", "document")
