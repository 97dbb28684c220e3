"""What leaves the house: only when asked for, once a day, number and kind and link alone; to a real mail server and a real listener."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from smtplib import SMTPDataError
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import ImproperlyConfigured

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock, outside
from bihuan.web.inbox import reading
from bihuan.web.inbox.models import MailChoice, Outgoing
from bihuan.web.inbox.sending import delivering, gathering, posting
from tests.web.problems.steps import Steps

TITLE = "12户管道老化，供水时断时续"
SECRET = "yunxi-hook-2026"


class Mails:
    """Keeps what a mail server was handed; refuses the first `refuse` of them."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.refuse = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refuse:
            self.refuse -= 1
            return "451 try again"
        self.got.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def mails(settings: Any) -> Iterator[Mails]:
    kept = Mails()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Controller(kept, hostname="127.0.0.1", port=port)
    running.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    for name, value in outside.mail(f"smtp://127.0.0.1:{port}").items():
        setattr(settings, name, value)
    settings.MAIL_ON, settings.PUBLIC_URL = True, "https://bihuan.example"
    yield kept
    running.stop()


class Listener:
    """A receiver of posts: keeps (path, headers, body); answers as told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Any, Any]] = []
        self.answers: list[tuple[int, dict[str, Any]]] = []
        kept = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kept.got.append((self.path, self.headers, body))
                code, words = kept.answers.pop(0) if kept.answers else (200, {"errcode": 0})
                self.send_response(code)
                if code in (301, 302, 307):
                    self.send_header("Location", f"http://127.0.0.1:{kept.port}/elsewhere")
                self.end_headers()
                self.wfile.write(json.dumps(words).encode())

            def log_message(self, *_: Any) -> None:
                """Nothing on the screen."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port


@pytest.fixture
def listener(settings: Any) -> Iterator[Listener]:
    kept = Listener()
    thread = Thread(target=kept.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.HOOK = outside.hook(f"http://127.0.0.1:{kept.port}/hook", "plain", SECRET)
    settings.PUBLIC_URL = "https://bihuan.example"
    yield kept
    kept.server.shutdown()
    kept.server.server_close()
    thread.join()


def wants(acting: Any, key: str, address: str) -> None:
    with acting(key) as actor:
        reading.choose_mail(actor, address, True)


def gathered(what: Any, *given: Any) -> int:
    with scoped(SYSTEM):
        return int(what(*given))


def rows() -> list[Outgoing]:
    with scoped(SYSTEM):
        return list(Outgoing.objects.order_by("pk"))


def test_off_by_default(steps: Steps, acting: Any, settings: Any) -> None:
    wants(acting, "township", "he@example.com")
    steps.assigned()
    assert (settings.MAIL_ON, settings.HOOK) == (False, None)
    assert gathered(gathering.gather_mail, clock.today()) == gathered(gathering.gather_posts) == 0
    assert rows() == []


def test_one_mail_a_day_to_who_asked_without_a_word_of_the_case(
    steps: Steps, acting: Any, mails: Mails
) -> None:
    wants(acting, "township", "he@example.com")
    problem = steps.assigned()
    steps.assigned(title="另一处也断水")
    assert [gathered(gathering.gather_mail, clock.today()) for _ in range(3)] == [1, 0, 0]
    for row in rows():
        delivering.deliver(row.pk)
        delivering.deliver(row.pk)  # the queue may call again
    ((to, mail),) = mails.got
    text = mail.get_content()
    assert to == ["he@example.com"]
    assert problem.number in text
    assert text.count("新交办") == 2
    assert text.count("https://bihuan.example/inbox/") == 3
    for secret in (TITLE, "供水", "何敏", "柳溪镇", "周桂兰"):
        assert secret not in text + str(mail["Subject"])


def test_nothing_unread_no_mail(steps: Steps, acting: Any, mails: Mails) -> None:
    wants(acting, "township", "he@example.com")
    steps.assigned()
    with acting("township") as actor:
        reading.mark(actor, reading.of(actor))
    assert gathered(gathering.gather_mail, clock.today()) == 0


def test_who_changed_his_mind_gets_none(steps: Steps, acting: Any, mails: Mails) -> None:
    wants(acting, "township", "he@example.com")
    steps.assigned()
    gathered(gathering.gather_mail, clock.today())
    with acting("township") as actor:
        reading.choose_mail(actor, "", False)
    (row,) = rows()
    delivering.deliver(row.pk)
    assert mails.got == []
    assert rows()[0].state == "dropped"


def test_a_refused_mail_is_tried_again_under_the_same_id(steps: Steps, acting: Any, mails: Mails) -> None:
    wants(acting, "township", "he@example.com")
    steps.assigned()
    gathered(gathering.gather_mail, clock.today())
    (row,), mails.refuse = rows(), 1
    with pytest.raises(SMTPDataError):
        delivering.deliver(row.pk)
    (after,) = rows()
    assert (after.state, after.tries) == ("waiting", 1)
    assert "example.com" not in after.error
    delivering.deliver(row.pk)
    assert mails.got[0][1]["X-Bihuan-Id"] == row.key
    assert rows()[0].state == "sent"


def test_an_address_is_only_its_owners(acting: Any, county: Any) -> None:
    wants(acting, "township", "he@example.com")
    for key in ("township_colleague", "office", "administrator", "auditor"):
        with acting(key):
            assert not MailChoice.objects.exists()
            assert not Outgoing.objects.exists()


def test_a_post_is_signed_and_says_no_more(steps: Steps, acting: Any, listener: Listener) -> None:
    problem = steps.assigned()
    assert [gathered(gathering.gather_posts) for _ in range(2)] == [1, 0]
    (row,) = rows()
    delivering.deliver(row.pk)
    ((_path, headers, body),) = listener.got
    assert (
        headers["X-Bihuan-Signature"]
        == "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    )
    said = json.loads(body)
    assert (said["id"], headers["X-Bihuan-Id"]) == (row.key, row.key)
    ((event),) = said["events"]
    assert (event["kind"], event["number"]) == ("新交办", problem.number)
    assert set(event) == {"kind", "number", "link"}
    assert TITLE not in body.decode()


def test_killed_after_sending_it_is_sent_again_under_the_same_id(
    steps: Steps, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.assigned()
    gathered(gathering.gather_posts)
    (row,) = rows()

    class Killed(BaseException):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(Outgoing, "save", die)
        delivering.deliver(row.pk)
    assert rows()[0].state == "waiting"
    delivering.deliver(row.pk)
    assert [headers["X-Bihuan-Id"] for _, headers, _ in listener.got] == [row.key, row.key]
    assert rows()[0].state == "sent"


def test_a_refusing_receiver_is_asked_eight_times_and_then_no_more(steps: Steps, listener: Listener) -> None:
    steps.assigned()
    gathered(gathering.gather_posts)
    (row,), listener.answers = rows(), [(503, {})] * 20
    for _ in range(7):
        with pytest.raises(posting.Unsent):
            delivering.deliver(row.pk)
    delivering.deliver(row.pk)
    delivering.deliver(row.pk)
    assert len(listener.got) == 8
    assert (rows()[0].state, rows()[0].error) == ("failed", "对方回答 503")


def test_a_redirect_is_not_followed(steps: Steps, listener: Listener) -> None:
    steps.assigned()
    gathered(gathering.gather_posts)
    (row,), listener.answers = rows(), [(307, {})]
    with pytest.raises(posting.Unsent, match="307"):
        delivering.deliver(row.pk)
    assert [path for path, _, _ in listener.got] == ["/hook"]


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_group_robots_get_one_text(steps: Steps, listener: Listener, settings: Any, kind: str) -> None:
    settings.HOOK = outside.hook(f"http://127.0.0.1:{listener.port}/send?key=1", kind, SECRET)
    first, second = steps.assigned(), steps.assigned(title="另一处也断水")
    gathered(gathering.gather_posts)
    (row,), listener.answers = rows(), [(200, {"errcode": 45009})]
    with pytest.raises(posting.Unsent, match="45009"):
        delivering.deliver(row.pk)
    delivering.deliver(row.pk)
    path, _headers, body = listener.got[-1]
    words = f"闭环：新交办 2 件（{first.number}、{second.number}）。https://bihuan.example/inbox/"
    assert json.loads(body) == {"msgtype": "text", "text": {"content": words}}
    assert ("&timestamp=" in path and "&sign=" in path) is (kind == "dingtalk")


def test_old_notices_are_no_news(steps: Steps, listener: Listener) -> None:
    with clock.frozen(clock.now() - timedelta(days=3)):
        steps.assigned()
    assert gathered(gathering.gather_posts) == 0


@pytest.mark.parametrize(
    "given",
    [
        ("ftp://example.com", "plain", "s"),
        ("file:///etc/passwd", "plain", "s"),
        ("http://", "plain", "s"),
        ("http://a:b@example.com", "plain", "s"),
        ("https://example.com", "slack", "s"),
        ("https://example.com", "plain", ""),
        ("https://example.com", "dingtalk", ""),
    ],
)
def test_a_wrong_address_stops_the_start(given: tuple[str, str, str]) -> None:
    with pytest.raises(ImproperlyConfigured):
        outside.hook(*given)


def test_mail_addresses_as_settings() -> None:
    assert outside.mail("") == {}
    made = outside.mail("smtp://an%40b:pa%3Ass@mail.example:587?tls=1")
    assert (made["EMAIL_HOST"], made["EMAIL_PORT"], made["EMAIL_USE_TLS"]) == ("mail.example", 587, True)
    assert (made["EMAIL_HOST_USER"], made["EMAIL_HOST_PASSWORD"]) == ("an@b", "pa:ss")
    assert outside.mail("smtps://mail.example")["EMAIL_PORT"] == 465
    with pytest.raises(ImproperlyConfigured):
        outside.mail("mail.example:25")


def test_the_choice_is_made_on_a_page(county: Any, as_: Any, acting: Any) -> None:
    client = as_("village")
    assert "请填邮箱" in client.post("/inbox/mail/", {"on": "on"}).content.decode()
    assert client.post("/inbox/mail/", {"on": "on", "address": "duan@example.com"}).status_code == 302
    assert "duan@example.com" in client.get("/inbox/mail/").content.decode()
