# SPDX-License-Identifier: Apache-2.0
"""Deployment: `alliance.yaml` -> plan -> apply (resume) -> verify, recorded in a manifest."""
