import json

from sandbox.pictures import sample
from sandbox.tests.harness import CORPID

BOUNDARY = "xx"
FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def form(disposition: str, data: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="media"; {disposition}\r\n\r\n'
    return head.encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()


def upload(sandbox, kind, data, disposition='filename="a.png"'):
    path = f"/cgi-bin/media/upload?access_token={sandbox.token()}&type={kind}"
    status, body, _ = sandbox.raw("POST", path, form(disposition, data), FORM)
    assert status == 200
    return json.loads(body)


def test_file_of_a_third_party_client_comes_back_whole(sandbox, demo):
    client = sandbox.client()
    data = b"%PDF-1.4\r\n--xx\r\n" + bytes(range(256)) * 40

    answer = client.media.upload("file", ("quote.pdf", data))

    assert (answer["type"], answer["created_at"].isdigit()) == ("file", True)
    path = f"/cgi-bin/media/get?access_token={sandbox.token()}&media_id={answer['media_id']}"
    _, got, headers = sandbox.raw("GET", path)
    assert got == data
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'attachment; filename="quote.pdf"'


def test_range_is_answered_in_part(sandbox, demo):
    media_id = upload(sandbox, "file", b"0123456789", 'filename="n.txt"')["media_id"]

    path = f"/cgi-bin/media/get?access_token={sandbox.token()}&media_id={media_id}"
    status, body, headers = sandbox.raw("GET", path, headers={"Range": "bytes=2-5"})

    assert (status, body, headers["Content-Range"]) == (206, b"2345", "bytes 2-5/10")


def test_chinese_name_is_kept_when_it_is_sent_plainly(sandbox, demo):
    media_id = upload(sandbox, "file", b"0123456789", 'filename="报价单.pdf"')["media_id"]

    path = f"/cgi-bin/media/get?access_token={sandbox.token()}&media_id={media_id}"
    _, _, headers = sandbox.raw("GET", path)

    assert "%E6%8A%A5%E4%BB%B7%E5%8D%95.pdf" in headers["Content-Disposition"]


def test_encoded_name_counts_as_no_file(sandbox, demo):
    assert upload(sandbox, "file", b"0123456789", "filename*=utf-8''%E6%8A%A5.pdf")["errcode"] == 44001


def test_bad_files_are_refused(sandbox, demo):
    assert upload(sandbox, "image", b"")["errcode"] == 44001
    assert upload(sandbox, "image", b"12345")["errcode"] == 40006
    assert upload(sandbox, "image", b"not a picture")["errcode"] == 40004
    assert upload(sandbox, "voice", sample())["errcode"] == 40004
    assert upload(sandbox, "poem", sample())["errcode"] == 40004
    assert upload(sandbox, "voice", b"#!AMR" + bytes(2_097_152))["errcode"] == 45001


def test_file_dies_after_three_days_and_stays_inside_the_company(sandbox, demo):
    media_id = upload(sandbox, "image", sample())["media_id"]
    sandbox.order("corps", corpid="ww2", **stranger())
    other = sandbox.get("/cgi-bin/gettoken", corpid="ww2", corpsecret="s2")["access_token"]

    assert sandbox.code("media/get", media_id=media_id, access_token=other) == 40007
    assert sandbox.raw("GET", f"/cgi-bin/media/get?access_token={sandbox.token()}&media_id={media_id}")[0] == 200
    sandbox.order("clock", advance=3 * 86_400 + 60)
    assert sandbox.code("media/get", media_id=media_id) == 40007


def stranger():
    return {
        "name": "别家",
        "secret": "s2",
        "agentid": 7,
        "token": "t2",
        "encoding_aes_key": "a" * 43,
        "callback_url": f"http://127.0.0.1:9/{CORPID}",
    }
