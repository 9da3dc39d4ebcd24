"""A voice note or a sound."""

from bot.core.questions.media import OfMedia

AUDIO = OfMedia("audio", "voice", "document")
