import io

import pytest

from lieaug.errors import DataError
from lieaug.runs.datasets import list_datasets
from lieaug.runs.home import Home, prepare_home
from lieaug.runs.uploads import keep_form, keep_upload
from tests import own_files


@pytest.fixture
def home(tmp_path) -> Home:
    return prepare_home(tmp_path)


def test_what_is_kept_is_whole_and_called_as_it_was(home):
    content = own_files.table()
    saved = keep_upload(home, "springs.csv", io.BytesIO(content))
    assert (saved.name, saved.rows, saved.form.path.parent) == ("springs.csv", 120, home.datasets)
    assert saved.form.path.read_bytes() == content
    assert saved.form.action == "2*vec2 + scalar"


def test_the_same_file_comes_back_with_its_columns_as_they_were_left(home):
    first = keep_upload(home, "springs.csv", io.BytesIO(own_files.table()))
    keep_form(home, first, first.form.model_copy(update={"groups": first.form.groups[:1]}))
    again = keep_upload(home, "other.csv", io.BytesIO(own_files.table()))
    assert again.id == first.id
    assert again.form.action == "2*vec2"
    assert len(list_datasets(home)) == 1


@pytest.mark.parametrize("name", ["bad.csv", "data.pkl", "x.npz", "y.zip", "z.xyz", "noending"])
def test_what_cannot_be_read_leaves_nothing_behind(home, name):
    with pytest.raises(DataError, match="expected"):
        keep_upload(home, name, io.BytesIO(b"a,b\n1,2\n3\n"))
    assert list(home.datasets.iterdir()) == []


@pytest.mark.parametrize("name", ["../../evil.csv", "C:\\folder\\evil.csv", "/etc/evil.csv", "\x00evil\n.csv", ".csv"])
def test_a_name_never_leads_out_of_the_folder(home, name):
    saved = keep_upload(home, name, io.BytesIO(own_files.table()))
    assert saved.form.path.parent == home.datasets
    assert "/" not in saved.name
    assert "\\" not in saved.name


def test_a_very_long_name_is_cut(home):
    assert len(keep_upload(home, "long" * 200 + ".csv", io.BytesIO(own_files.table())).name) < 130
