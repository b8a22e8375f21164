import json


def test_the_edition_with_evidence(hs, tmp_path):
    path = tmp_path / "trade.csv"
    path.write_text("HS Code;usd\n847130;1\n851713;2\n10121;3\nshoes;4\n")
    code, out, _ = hs("detect", path)
    assert code == 0
    assert out.startswith(
        "The codes are in HS2022.\n4 rows, 3 different codes in column HS Code, 1 no code, 1 repaired"
    )
    assert "only here: 8517.13 Smartphones" in out
    code, out, _ = hs("detect", path, "--json")
    assert (code, json.loads(out)["name"], json.loads(out)["column"]) == (0, "HS2022", "HS Code")


def test_what_is_not_settled_ends_with_1(hs, tmp_path):
    path = tmp_path / "trade.csv"
    path.write_text("hs\n847130\n")
    assert hs("detect", path)[0] == 1


def test_a_file_without_such_a_column_is_refused(hs, tmp_path):
    path = tmp_path / "trade.csv"
    path.write_text("goods,usd\nshoes,1\n")
    code, _, err = hs("detect", path)
    assert code == 2
    assert "no column is called hs, hscode, hs6, code or the like; name it with --column" in err
    assert "there is no column 'x'" in hs("detect", path, "-c", "x")[2]
