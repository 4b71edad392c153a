# SPDX-License-Identifier: Apache-2.0
"""What tests of pages in a real browser share: a served site, and a member's wallet."""

import json
import threading
import time
from contextlib import contextmanager

import uvicorn
from eth_account import Account
from eth_account.messages import encode_typed_data
from playwright.sync_api import sync_playwright

from tests.requirements import require_tool

WALLET = """
{
  const request = async ({method, params}) => {
    const answer = JSON.parse(await window.walletAsked(method, JSON.stringify(params ?? [])));
    if (answer.error) throw Object.assign(new Error(answer.error), {code: 4001});
    return answer.result;
  };
  const uuid = 'e3b0c442-98fc-4c14-9afb-f4c8996fb924';
  const info = {uuid, name: 'Test wallet', rdns: 'test.wallet', icon: 'data:,'};
  const announce = () => window.dispatchEvent(new CustomEvent(
    'eip6963:announceProvider', {detail: Object.freeze({info, provider: {request}})}));
  window.addEventListener('eip6963:requestProvider', announce);
  announce();
}
"""


class Wallet:
    """What a member's wallet answers; `refuses` is the method that its owner turns down."""

    def __init__(self, signer, chain_id=31337):
        self._signer, self._chain_id = signer, chain_id
        self.refuses, self.asked, self._is_known = None, [], False

    def answer(self, method, params):
        self.asked.append(method)
        if method == self.refuses:
            return json.dumps({"error": "User rejected the request."})
        known = {
            "eth_accounts": lambda: self._accounts() if self._is_known else [],
            "eth_requestAccounts": self._accounts,
            "eth_chainId": lambda: hex(self._chain_id),
            "wallet_switchEthereumChain": lambda: None,
            "eth_signTypedData_v4": lambda: self._sign(*json.loads(params)),
        }
        return json.dumps({"result": known[method]()})

    def _accounts(self):
        self._is_known = True
        return [self._signer.address.lower()]

    def _sign(self, account, text):
        assert account.lower() == self._signer.address.lower()
        key = self._signer._LocalSigner__key.secret
        signed = Account.sign_message(encode_typed_data(full_message=json.loads(text)), key)
        return "0x" + bytes(signed.signature).hex()


@contextmanager
def served(app):
    """Serve an application on this machine; yield where."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@contextmanager
def chromium(*arguments):
    """Open Debian's Chromium."""
    program = require_tool("chromium")
    with sync_playwright() as playwright:
        options = {"executable_path": str(program), "args": ["--no-sandbox", *arguments]}
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()
