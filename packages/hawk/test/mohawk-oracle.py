"""Answers questions about Hawk with mohawk: a JSON list of cases on stdin, a JSON list of answers on stdout."""
import base64
import json
import sys

import mohawk
from mohawk.exc import HawkFail


def sender(case):
    return mohawk.Sender(
        {'id': case['id'], 'key': case['key'], 'algorithm': 'sha256'}, case['url'], case['method'],
        content=base64.b64decode(case['body']), content_type=case['contentType'],
        ext=case['ext'], nonce=case['nonce'], _timestamp=case['ts'])


def sign(case):
    return {'authorization': sender(case).request_header}


def verify(case):
    receiver = mohawk.Receiver(
        lambda id: {'id': id, 'key': case['key'], 'algorithm': 'sha256'},
        case['authorization'], case['url'], case['method'],
        content=base64.b64decode(case['body']), content_type=case['contentType'],
        seen_nonce=lambda id, nonce, ts: False, timestamp_skew_in_seconds=3600)
    answer = receiver.respond(
        content=base64.b64decode(case['answerBody']), content_type=case['answerContentType'], ext=case['answerExt'])
    return {'serverAuthorization': answer}


def accept(case):
    sender(case).accept_response(
        case['serverAuthorization'], content=base64.b64decode(case['answerBody']),
        content_type=case['answerContentType'], timestamp_skew_in_seconds=3600)
    return {'accepted': True}


def answer(case):
    try:
        return {'sign': sign, 'verify': verify, 'accept': accept}[case['question']](case)
    except HawkFail as failure:
        return {'refused': type(failure).__name__}


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
