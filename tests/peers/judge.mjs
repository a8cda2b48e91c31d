// The verdict on a submitted share. The order of the checks is part of the test: subscription, worker, job, shape,
// version bits, hash (a block goes to the node whatever follows), previous block, time, difficulty, duplicate.
import { asNumber, difficultyOf, hex32, header, isHex, sha256d, targetOfBits, targetOfDifficulty } from './bytes.mjs';

const longestNtimeRoll = 7000;
const graceMs = 2000; // a share handed in on the old terms may still be on its way

export const newPeer = (number) => ({
  number,
  subscribed: false,
  workers: new Set(),
  rolls: false,
  mask: 0,
  maskShrankAt: -Infinity,
  extranonceChangedAt: -Infinity,
  formerExtranonce2Size: 0,
  extranonce1: Buffer.alloc(0),
  extranonce2Size: 8,
  jobs: new Map(), // id as sent (string or number) -> { job, extranonce1, extranonce2Size, difficulty }
});

const refuse = (code, reason, more = {}) => ({ accepted: false, code, reason, ...more });

/** `pool`: { tip: Buffer, seen: Set, onBlock(sent, coinbase, header) }. */
export function judge(pool, peer, params, now = Date.now()) {
  if (!peer.subscribed) return refuse(25, 'not subscribed');
  if (!peer.workers.has(params[0])) return refuse(24, 'unauthorised worker');
  const sent = peer.jobs.get(params[1]);
  if (!sent) return refuse(21, 'job not found');
  const [, , extranonce2, ntimeHex, nonceHex, bitsHex] = params;
  if (params.length < 5 || !isHex(extranonce2, sent.extranonce2Size)) {
    const isFormer = isHex(extranonce2, peer.formerExtranonce2Size);
    return refuse(20, 'bad extranonce2', { inFlight: isFormer && now - peer.extranonceChangedAt < graceMs });
  }
  if (!isHex(ntimeHex, 4) || !isHex(nonceHex, 4)) return refuse(20, 'bad ntime or nonce');

  const bits = peer.rolls && isHex(bitsHex, 4) ? parseInt(bitsHex, 16) : peer.rolls ? null : 0;
  if (bits === null || (bits & ~peer.mask) !== 0) {
    return refuse(23, 'bad-version', { inFlight: now - peer.maskShrankAt < graceMs });
  }
  const { job } = sent;
  const version = peer.rolls ? (job.version & ~peer.mask) | bits : job.version;
  const ntime = parseInt(ntimeHex, 16);
  const coinbase = Buffer.concat([job.head, sent.extranonce1, Buffer.from(extranonce2, 'hex'), job.tail]);
  const bytes = header(job, coinbase, version, ntime, parseInt(nonceHex, 16));
  return { ...weigh(pool, sent, coinbase, bytes, ntime), header: bytes.toString('hex'), version: hex32(version) };
}

function weigh(pool, sent, coinbase, bytes, ntime) {
  const { job } = sent;
  const number = asNumber(sha256d(bytes));
  const seen = { difficulty: difficultyOf(number), block: number <= targetOfBits(job.bits) };
  const isStale = !job.prev.equals(pool.tip);
  if (seen.block) pool.onBlock(sent, coinbase, bytes);
  if (isStale) return refuse(21, 'stale previous block', seen);
  if (ntime < job.ntime || ntime > job.ntime + longestNtimeRoll) return refuse(20, 'ntime out of range', seen);
  if (number > targetOfDifficulty(sent.difficulty)) return refuse(23, 'above target', seen);
  const key = bytes.toString('hex');
  if (pool.seen.has(key)) return refuse(22, 'duplicate', seen);
  pool.seen.add(key);
  return { accepted: true, code: 0, reason: '', ...seen };
}
