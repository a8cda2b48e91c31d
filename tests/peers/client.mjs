// A small honest miner, to test the test pool with before Adit is measured by it.
import net from 'node:net';

import { asNumber, header, sha256d, swapWords, targetOfDifficulty } from './bytes.mjs';

export function mine(port, { shares, user = 'test.js', onShare = () => {} }) {
  const socket = net.connect(port, '127.0.0.1');
  const state = { id: 0, accepted: 0, rejected: [], extranonce1: null, size: 0, target: targetOfDifficulty(1), pending: new Map(), counter: 0 };
  const ask = (method, params, then) => {
    state.pending.set(++state.id, then);
    socket.write(`${JSON.stringify({ id: state.id, method, params })}\n`);
  };

  const submitOne = () => {
    const { job } = state;
    const extranonce2 = Buffer.alloc(job.size);
    extranonce2.writeUInt16LE(++state.counter & 0xffff);
    const coinbase = Buffer.concat([job.head, job.extranonce1, extranonce2, job.tail]);
    const version = job.version | (state.mask & 0x00004000);
    let nonce = 0;
    while (asNumber(sha256d(header(job, coinbase, version, job.ntime, nonce))) > job.target) ++nonce;
    const hex = (n) => n.toString(16).padStart(8, '0');
    const params = [user, job.id, extranonce2.toString('hex'), hex(job.ntime), hex(nonce)];
    if (state.mask !== undefined) params.push(hex((version & state.mask) >>> 0));
    ask('mining.submit', params, ({ result, error }) => {
      if (result === true) ++state.accepted; else state.rejected.push(error);
      onShare(result, error);
      if (state.accepted + state.rejected.length >= shares) socket.end(); else setImmediate(submitOne);
    });
  };

  const on = {
    'mining.set_difficulty': ([d]) => { state.target = targetOfDifficulty(Number(d)); },
    'mining.set_version_mask': ([mask]) => { state.mask = parseInt(mask, 16); },
    'mining.set_extranonce': ([one, size]) => { state.extranonce1 = Buffer.from(one, 'hex'); state.size = size; },
    'mining.notify': ([id, prev, head, tail, branch, version, bits, ntime]) => {
      const first = !state.job;
      state.job = {
        id, prev: swapWords(Buffer.from(prev, 'hex')), head: Buffer.from(head, 'hex'), tail: Buffer.from(tail, 'hex'),
        branch: branch.map((hash) => Buffer.from(hash, 'hex')), version: parseInt(version, 16), bits: parseInt(bits, 16),
        ntime: parseInt(ntime, 16), target: state.target, extranonce1: state.extranonce1, size: state.size,
      };
      if (first) setImmediate(submitOne);
    },
  };

  let rest = '';
  socket.on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop();
    for (const message of lines.map((line) => JSON.parse(line))) {
      if (message.method) on[message.method]?.(message.params);
      else state.pending.get(message.id)?.(message);
    }
  });
  ask('mining.configure', [['version-rolling'], { 'version-rolling.mask': '1fffe000' }], ({ result }) => {
    if (result?.['version-rolling'] === true) state.mask = parseInt(result['version-rolling.mask'], 16);
    ask('mining.subscribe', ['client.mjs'], ({ result: [, one, size] }) => {
      on['mining.set_extranonce']([one, size]);
      ask('mining.authorize', [user, 'x'], () => {});
    });
  });
  return new Promise((resolve, reject) => {
    socket.on('close', () => resolve(state));
    socket.on('error', reject);
  });
}
