// From a block template to a job, and from a solved job back to a block.
import { branchOfFirst, compactSize, le32, le64, pushHeight, reversed } from './bytes.mjs';

const sequence = Buffer.from('ffffffff', 'hex');
const nullOutpoint = Buffer.concat([Buffer.alloc(32), sequence]);
const payTo = Buffer.from('51', 'hex'); // OP_1: anyone's, which is enough for regtest
const tag = Buffer.from('/adit peers/');

const output = (value, script) => Buffer.concat([le64(value), compactSize(script.length), script]);

/** `extranonceBytes`: room for extranonce1 and extranonce2 together. */
export function jobFromTemplate(template, extranonceBytes, id) {
  const segwit = template.rules.some((rule) => rule.replace('!', '') === 'segwit');
  const outputs = [output(template.coinbasevalue, payTo)];
  if (segwit) outputs.push(output(0, Buffer.from(template.default_witness_commitment, 'hex')));
  const script = Buffer.concat([pushHeight(template.height), compactSize(tag.length), tag, Buffer.from([extranonceBytes])]);
  return {
    id,
    segwit,
    height: template.height,
    prev: reversed(Buffer.from(template.previousblockhash, 'hex')),
    head: Buffer.concat([le32(1), Buffer.from([1]), nullOutpoint, compactSize(script.length + extranonceBytes), script]),
    tail: Buffer.concat([sequence, Buffer.from([outputs.length]), ...outputs, le32(0)]),
    branch: branchOfFirst(template.transactions.map((tx) => reversed(Buffer.from(tx.txid ?? tx.hash, 'hex')))),
    transactions: template.transactions.map((tx) => Buffer.from(tx.data, 'hex')),
    version: template.version,
    bits: parseInt(template.bits, 16),
    ntime: template.curtime,
  };
}

/** The coinbase as it stands in a block: with its witness (32 zero bytes) once segwit is active. */
function blockCoinbase(job, coinbase) {
  if (!job.segwit) return coinbase;
  const witness = Buffer.concat([Buffer.from([1, 32]), Buffer.alloc(32)]);
  const body = coinbase.subarray(4, coinbase.length - 4);
  return Buffer.concat([coinbase.subarray(0, 4), Buffer.from([0, 1]), body, witness, coinbase.subarray(coinbase.length - 4)]);
}

export function block(job, coinbase, header) {
  return Buffer.concat([header, compactSize(1 + job.transactions.length), blockCoinbase(job, coinbase), ...job.transactions]);
}
