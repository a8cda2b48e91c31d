// A bcoin regtest node without native add-ons, peers or disk: usage `node node.cjs MODULES_DIR HTTP_PORT`.
// The package is installed without its compiled parts; their pure JavaScript twins (*-browser.js) take over.
'use strict';
process.env.NODE_BACKEND = 'js';
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const [modules, port] = process.argv.slice(2);
const resolve = Module._resolveFilename;
Module._resolveFilename = function (...args) {
  const file = resolve.apply(this, args);
  if (!/node_modules\/(mrmr|bstring|bdb)\/lib\//.test(file)) return file;
  const twin = file.replace(/\.js$/, '-browser.js');
  return fs.existsSync(twin) ? twin : file;
};

async function main() {
  const FullNode = require(path.join(modules, 'bcoin/lib/node/fullnode'));
  const node = new FullNode({
    network: 'regtest', memory: true, workers: false, listen: false, bip37: false, selfish: true,
    httpHost: '127.0.0.1', httpPort: Number(port), apiKey: 'test', logConsole: false, loader: require,
  });
  await node.ensure();
  await node.open(); // neither connect() nor startSync(): no peers, no names, nothing goes out
  process.stdout.write('READY\n');
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0)); // ends with whoever started it
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
