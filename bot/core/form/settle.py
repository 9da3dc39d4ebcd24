"""Bringing an instance into accord with its rules after something has changed.

A rule runs again only when something it reads has changed, as in JavaRosa: so the answer a person gives to
a question with a calculation stays, and `now()` is the time of what made it run.
"""

from collections import deque
from datetime import date, timedelta

from bot.core.form.choices import kept
from bot.core.form.codecs import cast
from bot.core.form.definition import Bind, Form, SetValue
from bot.core.form.instance import Field, fields, grow, insert, leaves, new_shape, standing
from bot.core.form.preloads import ends, moment, preloaded
from bot.core.form.rules import Link, Rule
from bot.core.xpath import Node, Value, World, XPathError
from bot.core.xpath.values import string_of

MOST_RUNS = 200  # of one rule in one go: instances that feed one another settle long before
MOST_ACTIONS = 1000  # one after another: two that set each other off would never end
MOST_REPEATS = 500  # instances a count may ask for: more is a slip of the pen, and would fill the memory
_EPOCH = date(1970, 1, 1)
_DAY_TYPES = frozenset({"date", "dateTime"})


class Settling:
    """An instance that is being brought into accord.

    Never raises: what cannot be computed is blank, and why stands in `problems`.
    """

    def __init__(self, form: Form, root: Field, world: World) -> None:
        self.form = form
        self.root = root
        self.world = world
        self.problems: list[str] = []
        self._pending: dict[int, set[Field]] = {}
        self._deaf = False
        self._waiting: deque[tuple[SetValue, Field]] = deque()

    # What has changed

    def begin(self) -> None:
        """Run every rule: the instance is new."""
        self._deaf = True
        self._preload(self.root)
        self._pending = {number: {self.root} for number in range(len(self.form.rules.rules))}
        self.settle()
        self._deaf = False
        self.fire_all("odk-instance-load")
        self.fire_all("odk-instance-first-load")
        self.settle()

    def end(self) -> None:
        """Set the time now where the form keeps that of its end."""
        for leaf in leaves(self.root):
            if ends(leaf.shape.bind):
                self.put(leaf, moment(self.world))

    def _preload(self, new: Field) -> None:
        for leaf in leaves(new):
            text = preloaded(leaf.shape.bind, self.world)
            if text is not None:
                leaf.text = text

    def resume(self) -> None:
        """Find out what is relevant: the instance was stored."""
        self._pending = {number: {self.root} for number in self.form.rules.relevances}
        self._run_all(frozenset(self.form.rules.relevances))

    def put(self, field: Field, text: str) -> None:
        """Set an answer, and note what depends on it."""
        field.held = ""
        if field.text == text:
            return
        field.text = text
        path = field.shape.bind.path
        self._note(self.form.rules.after_value(path), field)
        if not self._deaf:
            self.fire("xforms-value-changed", field)

    def add(self, around: Field, path: str) -> Field:
        """A new instance of a repeat, behind the others, with its own first values."""
        place = len(standing(self.root, path, around))
        new = grow(new_shape(self.form, path, place))
        insert(around, new)
        self._preload(new)
        if not around.relevant:
            new.set_relevant(relevant=False)
        self._arrived(new, path)
        self.fire("odk-new-repeat", new)
        return new

    def remove(self, field: Field) -> None:
        """Take an instance of a repeat away; those behind it move up."""
        if field.above:
            field.above.remove(field)
        for link in self.form.rules.after_whole(field.shape.bind.path):
            self._pending.setdefault(link.rule, set()).add(self.root)

    def _arrived(self, new: Field, path: str) -> None:
        self._note(self.form.rules.after_whole(path), new)
        for number, rule in enumerate(self.form.rules.rules):
            if f"{rule.path}/".startswith(f"{path}/") and not (rule.sort == "count" and rule.path == path):
                self._pending.setdefault(number, set()).add(new)

    def _note(self, links: tuple[Link, ...], changed: Field) -> None:
        for link in links:
            scope = changed.at(link.shared) if link.shared else None
            self._pending.setdefault(link.rule, set()).add(scope or self.root)

    # Running what depends on it

    def settle(self) -> None:
        """Run what is noted, and what that changes, until nothing changes any more.

        Actions come one at a time, each in an instance that is in accord, and no more than `MOST_ACTIONS`.
        """
        self._run_all(None)
        for _ in range(MOST_ACTIONS):
            if not self._waiting:
                return
            self._act(*self._waiting.popleft())
            self._run_all(None)
        self._waiting.clear()

    def _run_all(self, only: frozenset[int] | None) -> None:
        runs: dict[int, int] = {}
        while self._pending:
            number = min(self._pending)
            within = self._pending.pop(number)
            runs[number] = runs.get(number, 0) + 1
            if (only is None or number in only) and runs[number] <= MOST_RUNS:
                self._run(self.form.rules.rules[number], within)

    def _run(self, rule: Rule, within: set[Field]) -> None:
        path = rule.path.rpartition("/")[0] if rule.sort == "count" else rule.path
        scopes = [self.root] if self.root in within else list(within)
        for field in dict.fromkeys(field for scope in scopes for field in standing(self.root, path, scope)):
            try:
                self._apply(rule, field)
            except XPathError as error:
                self.problems.append(f"{field.ref}: {rule.sort}: {error}")
                self._fall_back(rule, field)

    def _apply(self, rule: Rule, field: Field) -> None:
        match rule.sort:
            case "relevant":
                self._set_relevant(field, own=rule.expression.boolean(self.world.at(field)))
            case "calculate":
                self.put(field, self.computed(rule, field))
            case "count":
                self._set_count(field, rule)
            case "choices":
                self._keep_choices(field)

    def _fall_back(self, rule: Rule, field: Field) -> None:
        if rule.sort == "calculate":
            self.put(field, "")
        elif rule.sort == "relevant":
            self._set_relevant(field, own=True)

    def computed(self, rule: Rule, field: Field) -> str:
        """What a calculation gives for `field`, as its type keeps it."""
        value = rule.expression.value(self.world.at(field))
        return stored(field.shape.bind, value)

    def _set_relevant(self, field: Field, *, own: bool) -> None:
        if field.own == own:
            return
        field.own = own
        relevant = own and (field.above is None or field.above.relevant)
        if field.relevant != relevant:
            _spread(field, relevant=relevant)
            self._note(self.form.rules.after_whole(field.shape.bind.path), field)

    def _set_count(self, around: Field, rule: Rule) -> None:
        name = rule.path.rpartition("/")[2]
        same = [child for child in fields(around) if child.name == name]
        number = rule.expression.number(self.world.at(same[0] if same else Coming(around, rule.path)))
        wanted = min(max(int(number), 0), MOST_REPEATS) if number == number else 0  # noqa: PLR0124 -- NaN is none
        for surplus in reversed(same[wanted:]):
            self.remove(surplus)
        for _ in range(len(same[:wanted]), max(wanted, self._least(around, rule.path))):
            self.add(around, rule.path)

    def _least(self, around: Field, path: str) -> int:
        """The instances that stand even at a count of nought, empty then.

        It is the one that pyxform writes behind the template. So it is in Collect, where authors make the
        repeat relevant only above nought.
        """
        return int(path in self.form.marked and sum(each.bind.path == path for each in around.shape.children) == 1)

    def _keep_choices(self, field: Field) -> None:
        """Let the answer be what of it is a choice now; what is not comes back when it is a choice again."""
        given = field.held or field.text
        if given:
            self.put(field, kept(self.form.questions[field.shape.bind.path], self.world, field, given))
            field.held = given if field.text != given else ""

    # Actions

    def fire(self, event: str, field: Field) -> None:
        """Let the actions that wait for `event` at `field` come in their turn."""
        for action in self.form.actions_on(event, field.shape.bind.path):
            self._waiting += ((action, target) for target in self._targets(action, field))

    def fire_all(self, event: str) -> None:
        """Let the actions of the whole form that wait for `event` come in their turn."""
        for action in self.form.actions:
            if event in action.events:
                self._waiting += ((action, target) for target in standing(self.root, action.target, self.root))

    def _targets(self, action: SetValue, field: Field) -> list[Field]:
        """The targets nearest to the field: in the same instance of every repeat they share."""
        if action.where is not None:
            return [node for node in action.where.nodes(self.world.at(field)) if isinstance(node, Field)]
        scope: Field | None = field
        while scope is not None and not f"{action.target}/".startswith(f"{scope.shape.bind.path}/"):
            scope = scope.above
        return standing(self.root, action.target, scope or self.root)

    def _act(self, action: SetValue, target: Field) -> None:
        try:
            value = action.text if action.value is None else action.value.value(self.world.at(target))
            self.put(target, stored(target.shape.bind, value))
        except XPathError as error:
            self.problems.append(f"{target.ref}: setvalue: {error}")


def stored(bind: Bind, value: Value) -> str:
    """A result as the type of `bind` keeps it. A day reckoned as a number is a day again where one is kept."""
    if isinstance(value, float) and bind.type in _DAY_TYPES:
        return _day(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    return cast(bind.type, string_of(value))


class Coming(Node):
    """The next instance of a repeat, for expressions about it before it is there; it has no number yet."""

    __slots__ = ()

    def __init__(self, around: Field, path: str) -> None:
        super().__init__(path.rpartition("/")[2])
        self.parent = around

    @property
    def position(self) -> int:
        """None yet."""
        return 0


def _day(number: float) -> str:
    try:
        return (_EPOCH + timedelta(days=int(number // 1))).isoformat()
    except (ValueError, OverflowError):
        return ""


def _spread(field: Field, *, relevant: bool) -> None:
    field.relevant = relevant
    for child in fields(field):
        below = relevant and child.own
        if child.relevant != below:
            _spread(child, relevant=below)
