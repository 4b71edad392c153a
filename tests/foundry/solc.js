#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Stands in for a native compiler, for forge: the Solidity compiler that npm has.
const solc = require('../../.tools/forge/node_modules/solc');

if (process.argv.includes('--version')) {
  console.log('solc, the solidity compiler commandline interface');
  console.log('Version: ' + solc.version().replace('.Emscripten.clang', '.Linux.g++'));
} else {
  const parts = [];
  process.stdin.on('data', (part) => parts.push(part));
  process.stdin.on('end', () => process.stdout.write(solc.compile(parts.join(''))));
}
