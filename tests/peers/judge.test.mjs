// The judge against a share that a real pool accepted (public capture, June 2025), and against each way to be wrong.
import assert from 'node:assert/strict';
import test from 'node:test';

import { branchOfFirst, pushHeight, sha256d, swapWords, targetOfDifficulty } from './bytes.mjs';
import { judge, newPeer } from './judge.mjs';

const hex = (text) => Buffer.from(text, 'hex');
const job = {
  prev: swapWords(hex('6b6455fd6db962c101f2d4fc0d67f4a3bc96391d000152960000000000000000')),
  head: hex('02000000010000000000000000000000000000000000000000000000000000000000000000ffffffff170330c30d5075626c69632d506f6f6c'),
  tail: hex('ffffffff02e5b5c61200000000220020984a77c289084ff2d434c316bdada021c6c183d507c8a20d3b159b09ac02fe280000000000000000266a24aa21a9edb98ee50410ed4abd48401ed484fc874409d086a3faf0816136a8ad6168314c5800000000'),
  branch: [
    '21af451ddb51e887ff1feb5592b87290098565035eb8500031aedcc776d4e72a', 'c5af269519c809a9546d5a58ca6445d3dbb80cb7045448ecc48309af034da8f8',
    'fb9f8f9959f6bb0ceb63fa53aed1d5a615c6b6d3f50a468ea89a45a1234bda74', 'a4f4fee8e5fc19ca8d93e67b9236c37ddb864982010434745c0abfe9b914980c',
    '33092206642744fbe5499c3e621cd5c6b52733e54fbebd869f070082b807f740', '3b857e32c5cff4864efab967b9a456ca03b2167ab96bd9076ce294c8a67a7fe2',
    '881a07cd881d0c3e590b4b090ea8d58e1439dc56c63686f7de23c47045441e30', '315e4dbcc8e7b1c9d594a73978268791880dddb2c26eec8e75768668dad99d80',
    '69952b77c632be16b1ac7ac7048f13d4e962b2e215d79a343f01e6e281d7c304', 'fc63eb4392c4d6c6d689788875fca35143fdcd4f4a82e8698e0e441751a70b4a',
    '09e419bbe20aa3a7640f1b91f50599ceddff899e90d3f18951ad5418c4850a6b', '004978aa346b4f1880bcadb3ca3792d771ee6aeca427f61e74baba44b75cfb88',
  ].map(hex),
  version: 0x20000000,
  bits: 0x17023a04,
  ntime: 0x685468d7,
};
const good = ['w', '875b4b7', '17000000', '685468d7', '7552034c', '00b44000'];
const changed = (index, value) => good.map((old, i) => (i === index ? value : old));

function bench(difficulty = 8192) {
  const peer = { ...newPeer(1), subscribed: true, rolls: true, mask: 0x1fffe000, workers: new Set(['w']) };
  peer.jobs.set('875b4b7', { job, extranonce1: hex('4128064f'), extranonce2Size: 4, difficulty });
  const pool = { tip: job.prev, seen: new Set(), onBlock: () => assert.fail('no block') };
  return { peer, pool, ask: (params) => judge(pool, peer, params).code };
}

test('a captured share is accepted once, and then a duplicate', () => {
  const { peer, pool } = bench();
  const verdict = judge(pool, peer, good);
  assert.equal(verdict.accepted, true);
  assert.equal(verdict.header, '0040b420fd55646bc162b96dfcd4f201a3f4670d1d3996bc96520100000000000000000006ddf5f08c36414b95ea54db71a0c28761a98bcf6355919e044f88725519a7cbd7685468043a02174c035275');
  assert.ok(Math.abs(verdict.difficulty - 29588.0139798) < 1e-3);
  assert.equal(judge(pool, peer, good).code, 22);
});

test('each way to be wrong has its code, and the first one counts', () => {
  const { peer, pool, ask } = bench();
  assert.equal(ask(changed(0, 'x')), 24);
  assert.equal(ask(changed(1, 'x')), 21);
  assert.equal(ask(['w', 'x']), 21);
  assert.equal(ask(['w', '875b4b7']), 20);
  assert.equal(ask(changed(2, '170000')), 20);
  assert.equal(ask(changed(4, '7552034')), 20);
  assert.equal(ask(good.slice(0, 5)), 23);
  assert.equal(ask(changed(5, '20b44000')), 23);
  assert.equal(ask(changed(3, '685468d6')), 20);
  assert.equal(ask(changed(4, '00000000')), 23);
  pool.tip = Buffer.alloc(32);
  assert.equal(ask(good), 21);
  peer.subscribed = false;
  assert.equal(ask(changed(0, 'x')), 25);
});

test('a share on the old extranonce is excused for two seconds after a change, no other is', () => {
  const { peer, pool } = bench();
  const changedAt = 10_000;
  Object.assign(peer, { formerExtranonce2Size: 6, extranonceChangedAt: changedAt });
  const ask = (extranonce2, now) => judge(pool, peer, changed(2, extranonce2), now);
  assert.deepEqual(ask('170000000000', changedAt + 1999), { accepted: false, code: 20, reason: 'bad extranonce2', inFlight: true });
  assert.equal(ask('170000000000', changedAt + 2000).inFlight, false);
  assert.equal(ask('1700000000', changedAt).inFlight, false);
});

test('a numeric job id is not the same as its text', () => {
  const { peer, ask } = bench();
  peer.jobs.set(7, peer.jobs.get('875b4b7'));
  assert.equal(ask(changed(1, 7)), 0);
  assert.equal(ask(changed(1, '7')), 21);
});

test('difficulties become targets exactly', () => {
  const lead = (d) => targetOfDifficulty(d).toString(16).padStart(64, '0');
  assert.equal(lead(1), '00000000ffff' + '0'.repeat(52));
  assert.equal(lead(8192), '000000000007fff8' + '0'.repeat(48));
  assert.equal(lead(2 ** -14), '00003fffc' + '0'.repeat(55));
  assert.equal(lead(0.1), '00000009fff5ffffffffd80028000000009fff5ffffffffd80028000000009ff');
  assert.equal(lead(4.656542373906925e-10), '7ffffefffffffbfe000e0405f426140d539584dcf3a4abd45cc9473788b29624');
});

test('a branch leads to the root of the whole tree', () => {
  const leaves = Array.from({ length: 6 }, (_, i) => sha256d(Buffer.from([i])));
  let row = leaves;
  while (row.length > 1) {
    row = row.filter((_, i) => i % 2 === 0).map((left, i) => sha256d(Buffer.concat([left, row[2 * i + 1] ?? left])));
  }
  const root = branchOfFirst(leaves.slice(1)).reduce((at, hash) => sha256d(Buffer.concat([at, hash])), leaves[0]);
  assert.ok(root.equals(row[0]));
});

test('heights are pushed as BIP34 wants it', () => {
  assert.equal(pushHeight(128).toString('hex'), '028000');
  assert.equal(pushHeight(709).toString('hex'), '02c502');
});
