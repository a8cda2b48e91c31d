// Adit against programs it does not know: the test pool in front of a bcoin regtest node.
//   node tests/peers/run.mjs PATH_TO_ADIT [--seconds 40] [--only plain,cut] [--junit FILE]
// Exit code 0: all well; 1: something failed; 77: NOT RUN, with the reason.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { reversed, sha256d } from './bytes.mjs';
import { Pool } from './pool.mjs';
import { Report } from './report.mjs';
import { startNode } from './rpc.mjs';
import { install } from './setup.mjs';

// A board needs some seconds from cold to its first share; where only the protocol is odd, the processor is enough.
const both = ['cpu', 'virtual:bitaxe-gamma'];
const quick = (...odd) => ({ odd, devices: ['cpu'], seconds: 6 });
const rounds = {
  plain: { odd: [], devices: both, seconds: 30 },
  'mask-shrinks': { odd: ['mask-shrinks'], devices: both, seconds: 30 },
  'integer-job-ids': quick('integer-job-ids', 'crlf'),
  'odd-notify': quick('extra-members', 'missing-clean', 'difficulty-text'),
  talkative: quick('talkative'),
  'set-extranonce': quick('set-extranonce'),
  'difficulty-rises': quick('difficulty-rises'),
  'configure-closes': quick('configure-closes'),
  'configure-silent': { ...quick('configure-silent'), seconds: 10 }, // it waits 5 s for the answer
  cut: quick('cut'),
};

function runAdit(adit, port, devices, seconds) {
  const args = ['mine', '-o', `stratum+tcp://127.0.0.1:${port}`, '-u', 'test.rig', '-p', 'x',
    ...devices.flatMap((device) => ['--device', device]), '--duration', `${seconds}s`, '--json'];
  const child = spawn(adit, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => { out += data; });
  child.stderr.on('data', (data) => { err = (err + data).slice(-4000); });
  const guard = setTimeout(() => child.kill('SIGKILL'), (seconds + 30) * 1000);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => { clearTimeout(guard); resolve({ code, out, err }); });
  });
}

/** The client's summary against the pool's own log. */
function compare({ shares, pools }, verdicts) {
  const log = { accepted: 0, stale: 0, refused: [] };
  for (const verdict of verdicts) {
    if (verdict.accepted) ++log.accepted;
    else if (verdict.code === 21) ++log.stale;
    else if (!verdict.inFlight) log.refused.push(verdict);
  }
  assert.deepEqual(log.refused, [], 'the pool refused shares');
  assert.equal(shares.found, shares.accepted + shares.rejected + shares.stale + shares.lost, 'the account does not add up');
  const unknown = log.accepted - shares.accepted; // accepted, but the answer did not arrive
  assert.ok(unknown >= 0 && unknown <= shares.lost, `the pool accepted ${log.accepted}, the summary says ${shares.accepted}`);
  assert.ok(shares.stale >= log.stale - shares.lost, 'stale answers were not counted as stale');
  assert.equal(pools.length, 1);
  assert.equal(pools[0].accepted, shares.accepted);
}

async function round(adit, node, { odd, devices, seconds }) {
  const verdicts = [];
  const pool = new Pool(node, { odd, log: (verdict) => verdicts.push(verdict) });
  const port = await pool.start();
  try {
    const { code, out, err } = await runAdit(adit, port, devices, seconds);
    assert.equal(code, 0, `exit code ${code}: ${err.trim().split('\n').at(-1)}`);
    const summary = JSON.parse(out);
    assert.equal(summary.schema, 'adit.mine/1');
    compare(summary, verdicts);
    return { summary, pool, verdicts };
  } finally {
    pool.stop();
  }
}

function checkPlain({ summary, pool, verdicts }) {
  assert.equal(summary.shares.rejected, 0);
  for (const device of summary.devices) assert.ok(device.accepted >= 5, `${device.device} had ${device.accepted} shares accepted`);
  assert.deepEqual(summary.devices.map(({ kind }) => kind).sort(), ['cpu', 'virtual']);
  assert.ok(verdicts.some(({ version }) => version !== '20000000'), 'no version was rolled');
  const won = pool.blocks.filter(({ reply }) => reply === null);
  assert.ok(won.length > 0, `no block was taken by the node: ${JSON.stringify(pool.blocks)}`);
  for (const { header, tip } of won) assert.equal(reversed(sha256d(Buffer.from(header, 'hex'))).toString('hex'), tip);
}

function checkThePool(folder) {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const tests = ['judge.test.mjs', 'pool.test.mjs'].map((file) => path.join(here, file));
  const env = { ...process.env, ADIT_PEERS_DIR: folder };
  const done = spawnSync(process.execPath, ['--test', ...tests], { encoding: 'utf8', env });
  assert.equal(done.status, 0, done.stdout.split('\n').filter((line) => /not ok|error:/.test(line)).join('; '));
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string' }, only: { type: 'string' }, junit: { type: 'string' } },
});
const [adit] = positionals;
if (values.seconds) rounds.plain.seconds = Number(values.seconds);
const report = new Report();
const { modules, reason } = install();
const started = modules && await startNode(modules).then((node) => ({ node }), (error) => ({ reason: error.message }));
if (!adit || reason || started.reason) {
  report.skip('adit against a regtest node', reason ?? started?.reason ?? 'no adit given: node run.mjs PATH_TO_ADIT');
} else {
  await report.run('the test pool agrees with an independent miner and the node', () => checkThePool(path.dirname(modules)));
  for (const name of values.only?.split(',') ?? Object.keys(rounds)) {
    await report.run(`adit mines at a pool that is ${name}`, async () => {
      const result = await round(adit, started.node, rounds[name]);
      if (name === 'plain') checkPlain(result);
      else assert.ok(result.summary.shares.accepted > 0, 'nothing was accepted');
    });
  }
  started.node.stop();
}
if (values.junit) report.writeJunit(values.junit);
process.exit(report.failed ? 1 : report.skipped ? 77 : 0);
