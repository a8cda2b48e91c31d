// Hashes, numbers and hex of Bitcoin headers, written for the test pool alone: nothing of Adit is used here.
import { createHash } from 'node:crypto';

const sha256 = (data) => createHash('sha256').update(data).digest();
export const sha256d = (data) => sha256(sha256(data));
export const isHex = (text, bytes) => typeof text === 'string' && text.length === 2 * bytes && /^[0-9a-f]*$/i.test(text);
export const le32 = (number) => { const b = Buffer.alloc(4); b.writeUInt32LE(number >>> 0); return b; };
export const le64 = (number) => { const b = Buffer.alloc(8); b.writeBigUInt64LE(BigInt(number)); return b; };
export const hex32 = (number) => (number >>> 0).toString(16).padStart(8, '0');
export const reversed = (buffer) => Buffer.from(buffer).reverse();

export function compactSize(n) {
  if (n < 0xfd) return Buffer.from([n]);
  const b = Buffer.alloc(3);
  b[0] = 0xfd;
  b.writeUInt16LE(n, 1);
  return b;
}

/** Reverses each 4-byte word: header order <-> the prevhash field of mining.notify. */
export function swapWords(buffer) {
  const out = Buffer.alloc(buffer.length);
  for (let i = 0; i < buffer.length; i += 4) out.set(reversed(buffer.subarray(i, i + 4)), i);
  return out;
}

/** The hash as the number that is compared with a target. */
export const asNumber = (hash) => BigInt('0x' + reversed(hash).toString('hex'));

/** floor(0xffff * 2^208 / d), exactly; any double is m / 2^k. */
export function targetOfDifficulty(difficulty) {
  let m = difficulty;
  let k = 0n;
  for (; !Number.isInteger(m); m *= 2) ++k;
  return (0xffffn << (208n + k)) / BigInt(m);
}

export function targetOfBits(bits) {
  const exponent = BigInt(bits >>> 24);
  const mantissa = BigInt(bits & 0x7fffff);
  return exponent >= 3n ? mantissa << (8n * (exponent - 3n)) : mantissa >> (8n * (3n - exponent));
}

export const difficultyOf = (number) => Number((0xffffn << 240n) / (number || 1n)) / 2 ** 32;

/** Merkle branch of the leaf at index 0; `leaves` are the others, in internal byte order. */
export function branchOfFirst(leaves) {
  const branch = [];
  let row = leaves;
  while (row.length > 0) {
    branch.push(row[0]);
    const next = [];
    for (let i = 1; i < row.length; i += 2) next.push(sha256d(Buffer.concat([row[i], row[i + 1] ?? row[i]])));
    row = next;
  }
  return branch;
}

/** Shortest script push of a block height (BIP34). */
export function pushHeight(height) {
  const bytes = [];
  for (let rest = height; rest > 0; rest >>>= 8) bytes.push(rest & 0xff);
  if (bytes.length && bytes.at(-1) & 0x80) bytes.push(0);
  return Buffer.from([bytes.length, ...bytes]);
}

export function header(job, coinbase, version, ntime, nonce) {
  let root = sha256d(coinbase);
  for (const hash of job.branch) root = sha256d(Buffer.concat([root, hash]));
  return Buffer.concat([le32(version), job.prev, root, le32(ntime), le32(job.bits), le32(nonce)]);
}
