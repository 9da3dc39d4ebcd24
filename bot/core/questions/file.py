"""Any file."""

from bot.core.questions.media import OfMedia

FILE = OfMedia("file", "document", "photo", "video", "voice")
