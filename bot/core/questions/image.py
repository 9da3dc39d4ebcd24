"""A picture."""

from bot.core.questions.media import OfMedia

IMAGE = OfMedia("image", "photo", "document")
