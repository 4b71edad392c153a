# SPDX-License-Identifier: Apache-2.0
"""Whatever is sent to the service by its own schema, or against it: never a fault, always as told.

Every answer has a status, a type and a form that `/openapi.json` describes; no request makes the
relay pay for anything.
"""

import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.serve.conftest import HOST

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
PER_PROFILE = 20
"""Requests for each example of the profile."""
MOST = 400


def test_any_request__is_answered_as_the_schema_says(paid):
    open_ = paid()
    schema = schemathesis.openapi.from_dict(open_.service.app.openapi())
    schema.app = open_.service.app
    operations = [found.ok() for found in schema.get_all_operations()]
    answers = {}

    @settings(max_examples=min(PER_PROFILE * settings().max_examples, MOST))
    @given(data=st.data())
    def ask(data):
        operation = data.draw(st.sampled_from(operations), label="operation")
        case = data.draw(operation.as_strategy(), label="case")
        response = case.call(base_url=HOST)
        case.validate_response(response, checks=CHECKS)
        answers.setdefault(response.status_code, set()).add(operation.path)

    ask()
    assert open_.sent == 0
    assert len(operations) > 250
    assert answers[200]
    assert answers[422]
