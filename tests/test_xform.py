"""Reading XForms: what is read, and what is refused with its place and cure."""

from textwrap import dedent

import pytest

from bot import xform
from bot.core.form.errors import FormError

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">'
)


def written(instance: str, model: str = "", body: str = "") -> str:
    """An XForm with these parts."""
    return (
        f"{HEAD}<h:head><h:title>Town plan</h:title><model><instance><data id='t' version='7'>{instance}</data>"
        f"</instance>{model}</model></h:head><h:body>{body}</h:body></h:html>"
    )


def test_a_form_tells_who_it_is() -> None:
    """Id, version, title and languages, the first of which it speaks."""
    itext = '<itext><translation lang="km"/><translation lang="en" default="true()"/></itext>'
    form = xform.read(written("<a/>", itext))
    assert (form.id, form.version, form.title) == ("t", "7", "Town plan")
    assert (form.languages, form.default_language) == (("km", "en"), "en")


def test_every_form_has_an_instance_id() -> None:
    """A submission without a name cannot be sent twice safely."""
    assert xform.read(written("<a/>")).binds["/data/meta/instanceID"].preload == ("uid", "")
    own = "<orx:meta><orx:instanceID/></orx:meta>"
    assert xform.read(written(own)).binds["/data/meta/instanceID"].preload is None


@pytest.mark.parametrize(
    ("xml", "says"),
    [
        ("", "not well-formed"),
        ("<h:html", "not well-formed"),
        ("<a/>", "it has no <model>"),
        (f"{HEAD}<h:head><model/></h:head><h:body/></h:html>", "it has no <instance>"),
        (f"{HEAD}<h:head><model><instance><d/></instance></model></h:head></h:html>", "it has no <body>"),
    ],
)
def test_what_is_no_xform_is_refused(xml: str, says: str) -> None:
    """One finding, in words."""
    with pytest.raises(FormError) as found:
        xform.read(xml)
    assert says in str(found.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Each finding names the question, the column, the expression and the place in it."""
    binds = (
        '<bind nodeset="/data/a" relevant="/data/b = = 1"/>'
        '<bind nodeset="/data/b" constraint=". &lt; ១០" calculate="nothing(1)"/>'
    )
    with pytest.raises(FormError) as found:
        xform.read(written("<a/><b/>", binds))
    assert [(each.path, each.part) for each in found.value.findings] == [
        ("/data/a", "relevant"),
        ("/data/b", "calculation"),
        ("/data/b", "constraint"),
    ]
    assert all(each.expression and each.at is not None for each in found.value.findings)
    assert "a: relevant: " in str(found.value)


def test_nothing_outside_the_form_is_read() -> None:
    """An entity that names a file of ours stays unresolved."""
    xml = '<!DOCTYPE x [<!ENTITY own SYSTEM "file:///etc/passwd">]>' + written("<a>&own;</a>")
    assert "root:" not in str(xform.read(xml).shape)


def test_a_file_that_was_not_given_is_missing_and_its_list_empty() -> None:
    """The importer can say so; the form stands."""
    lists = '<instance id="v" src="jr://file-csv/villages.csv"/>'
    form = xform.read(written("<a/>", lists))
    assert form.missing == ("villages.csv",)
    assert form.instances["v"].children[0].children == []
    given = xform.read(written("<a/>", lists), {"villages.csv": [{"name": "v1", "label": "ភូមិ១"}]})
    assert given.missing == ()
    assert [cell.text for cell in given.instances["v"].children[0].children[0].children] == ["v1", "ភូមិ១"]


def test_a_group_that_only_wraps_a_repeat_is_the_repeat() -> None:
    """Its label is the repeat's, as in Collect."""
    body = dedent("""
        <group ref="/data/r"><label>Members</label><repeat nodeset="/data/r"><label>not shown</label>
        <input ref="/data/r/x"><label>Name</label></input></repeat></group>
    """)
    (part,) = xform.read(written("<r><x/></r>", body=body)).body
    assert (type(part).__name__, part.path, part.label and part.label.parts) == ("Repeat", "/data/r", ("Members",))


def test_templates_are_read_with_or_without_their_mark() -> None:
    """A marked template is no instance; where none is marked the first instance serves."""
    body = (
        '<repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat>'
        '<repeat nodeset="/data/s"><input ref="/data/s/y"/></repeat>'
    )
    form = xform.read(written('<r jr:template=""><x>new</x></r><s><y>1</y></s><s><y>2</y></s>', body=body))
    assert [shape.name for shape in form.shape.children] == ["s", "s", "meta"]
    assert form.templates["/data/r"].children[0].text == "new"
    assert [shape.children[0].text for shape in form.firsts["/data/s"]] == ["1", "2"]


def test_relative_refs_are_seen_from_what_is_around_them() -> None:
    """Refs and nodesets may be written short, with prefixes, or through the id of a bind."""
    body = (
        '<group ref="/data/g"><input ref="x"/><input ref="./y"/><input ref="../z"/></group><input bind="b"/>'
        '<input ref="/data/orx:meta/orx:note"/>'
    )
    instance = "<g><x/><y/></g><z/><w/><orx:meta><orx:note/></orx:meta>"
    form = xform.read(written(instance, '<bind id="b" nodeset="/data/w"/>', body))
    assert set(form.questions) == {"/data/g/x", "/data/g/y", "/data/z", "/data/w", "/data/meta/note"}


def test_what_a_control_says_of_itself_is_kept() -> None:
    """Start, end and step of a range; the look of it; the media an upload takes."""
    body = (
        '<range ref="/data/a" start="1" end="5" step="2" appearance="rating"/>'
        '<upload ref="/data/b" mediatype="audio/*"/>'
    )
    form = xform.read(written("<a/><b/>", body=body))
    rating, voice = form.questions["/data/a"], form.questions["/data/b"]
    assert (rating.control, rating.appearance) == ("range", "rating")
    assert rating.parameters == {"start": "1", "end": "5", "step": "2"}
    assert voice.parameters == {"mediatype": "audio/*"}


def test_a_default_is_kept_in_the_spelling_of_its_type() -> None:
    """A place has four numbers; what is no place stands as it is written."""
    binds = '<bind nodeset="/data/a" type="geopoint"/><bind nodeset="/data/b" type="xsd:int"/>'
    shape = xform.read(written("<a>10.5 103</a><b>many</b>", binds)).shape
    assert [child.text for child in shape.children[:2]] == ["10.5 103.0 0.0 0.0", "many"]
    assert shape.children[1].bind.type == "int"
