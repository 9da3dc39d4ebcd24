"""ODK's expressions, compiled to closures over a small tree of our own."""

from .context import Context, Days, World
from .errors import XPathError
from .expression import Expression, compile
from .nodes import Node, document
from .values import Value

__all__ = ["Context", "Days", "Expression", "Node", "Value", "World", "XPathError", "compile", "document"]
