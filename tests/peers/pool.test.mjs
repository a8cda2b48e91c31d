// The test pool itself, before anything of Adit is measured by it: an honest miner, the node's blocks, the oddities.
import assert from 'node:assert/strict';
import test from 'node:test';

import { mine } from './client.mjs';
import { Pool } from './pool.mjs';
import { startNode } from './rpc.mjs';
import { install } from './setup.mjs';

const { modules, reason } = install();
const easy = 2 ** -24;

test('the pool and the node agree with an independent miner', { skip: reason && `NOT RUN: ${reason}` }, async (t) => {
  const node = await startNode(modules);
  t.after(() => node.stop());

  const round = async (odd, shares = 60) => {
    const verdicts = [];
    const pool = new Pool(node, { difficulty: easy, jobIntervalMs: 300, odd, log: (verdict) => verdicts.push(verdict) });
    const port = await pool.start();
    const result = await mine(port, { shares });
    pool.stop();
    return { pool, result, verdicts };
  };

  await t.test('every share is accepted or stale, and the log has every one', async () => {
    const { result, verdicts } = await round([], 300);
    assert.equal(result.accepted + result.rejected.length, 300);
    assert.deepEqual(result.rejected.filter(([code]) => code !== 21), []);
    assert.equal(verdicts.filter((verdict) => verdict.accepted).length, result.accepted);
    assert.ok(result.accepted > 200);
  });

  await t.test('a share is a block, and becomes the tip; segwit from height 432 on', async () => {
    const { p2sh } = await node.rpc('decodescript', ['51']);
    for (let height = await node.rpc('getblockcount'); height < 432; height += 50) await node.rpc('generatetoaddress', [Math.min(50, 432 - height), p2sh]);
    const pool = new Pool(node, { difficulty: easy });
    pool.lastBlockAt = 0;
    const before = await node.rpc('getblockcount');
    const mined = mine(await pool.start(), { shares: 1 });
    await mined;
    for (let i = 0; i < 100 && pool.blocks.length === 0; ++i) await new Promise((resolve) => setTimeout(resolve, 20));
    pool.stop();
    assert.equal(pool.blocks[0].reply, null);
    assert.equal(await node.rpc('getblockcount'), before + 1);
    const { sha256d, reversed } = await import('./bytes.mjs');
    assert.equal(reversed(sha256d(Buffer.from(pool.blocks[0].header, 'hex'))).toString('hex'), pool.blocks[0].tip);
    assert.equal(pool.job.segwit, true);
  });

  for (const odd of ['integer-job-ids', 'difficulty-text', 'configure-unknown', 'extra-members']) {
    await t.test(`the miner lives with ${odd}`, async () => {
      const { result } = await round([odd]);
      assert.deepEqual(result.rejected.filter(([code]) => code !== 21), []);
    });
  }
});
