// A Stratum V1 pool in front of the node: jobs from its templates, shares judged by judge.mjs, blocks handed in.
// Every verdict goes to `log` as an object with the header, the difficulty and the time it came.
import net from 'node:net';

import { hex32, swapWords } from './bytes.mjs';
import { block, jobFromTemplate } from './job.mjs';
import { judge, newPeer } from './judge.mjs';
import { oddities } from './oddities.mjs';

const version_mask = 0x1fffe000;
const jobsKept = 64;
const blockPauseMs = 2500; // on regtest every share is a block: hand in one now and then, or nothing else happens

export class Pool {
  /** `options`: { difficulty, jobIntervalMs, odd: names of oddities, log: verdict -> void } */
  constructor(node, options = {}) {
    this.node = node;
    this.options = { difficulty: 2 ** -14, jobIntervalMs: 4000, odd: [], log: () => {}, ...options };
    this.odd = Object.assign({}, ...this.options.odd.map((name) => oddities[name] ?? fail(`no oddity called ${name}`)));
    this.difficulty = this.options.difficulty;
    this.peers = new Set();
    this.seen = new Set();
    this.jobs = 0;
    this.blocks = [];
    this.lastBlockAt = Date.now();
    this.connections = 0;
  }

  async start() {
    await this.renew();
    this.timer = setInterval(() => this.renew().catch(() => {}), this.options.jobIntervalMs);
    this.server = net.createServer((socket) => this.welcome(socket));
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    return this.port;
  }

  stop() {
    clearInterval(this.timer);
    for (const peer of this.peers) peer.socket.destroy();
    this.server.close();
  }

  /** Asks the node for work and sends it round. */
  async renew() {
    const template = await this.node.rpc('getblocktemplate', [{ rules: ['segwit'] }]);
    const id = (++this.jobs).toString(16);
    const job = jobFromTemplate(template, 12, this.odd.jobId?.(this.jobs) ?? id);
    job.clean = !this.tip || !job.prev.equals(this.tip);
    if (job.clean) this.seen.clear();
    this.tip = job.prev;
    this.job = job;
    for (const peer of this.peers) this.sendJob(peer);
  }

  welcome(socket) {
    const peer = Object.assign(newPeer(++this.connections), { socket, since: Date.now() });
    this.peers.add(peer);
    socket.setNoDelay(true);
    let rest = '';
    socket.on('data', (data) => {
      const lines = (rest + data).split('\n');
      rest = lines.pop();
      for (const line of lines) this.handle(peer, line);
    });
    socket.on('error', () => {});
    socket.on('close', () => { this.peers.delete(peer); clearTimeout(peer.oddTimer); });
    if (this.odd.later) peer.oddTimer = setTimeout(() => this.odd.later(this, peer), this.odd.afterMs ?? 3000);
  }

  write(peer, text) {
    if (!peer.mute && !peer.socket.destroyed) peer.socket.write(text + (this.odd.ending ?? '\n'));
  }
  send(peer, message) { this.write(peer, JSON.stringify(message)); }
  tell(peer, method, params) { this.send(peer, { id: null, method, params }); }
  reply(peer, id, result, error = null) { this.send(peer, { id, result, error }); }

  handle(peer, line) {
    let request;
    try { request = JSON.parse(line); } catch { return peer.socket.destroy(); }
    if (request.method === undefined) return undefined;
    const action = { 'mining.configure': 'configure', 'mining.subscribe': 'subscribe', 'mining.authorize': 'authorise', 'mining.submit': 'submit' }[request.method];
    if (this.odd.intercept?.(this, peer, request)) return undefined;
    if (action) return this[action](peer, request.id, request.params ?? []);
    return this.reply(peer, request.id, null, [-3, 'Method not found', null]);
  }

  configure(peer, id, [extensions = []]) {
    peer.rolls = extensions.includes('version-rolling');
    peer.mask = peer.rolls ? version_mask : 0;
    this.reply(peer, id, peer.rolls ? { 'version-rolling': true, 'version-rolling.mask': hex32(version_mask) } : {});
  }

  subscribe(peer, id) {
    peer.subscribed = true;
    peer.extranonce1 = Buffer.alloc(4);
    peer.extranonce1.writeUInt32BE(0xad170000 + peer.number);
    const name = peer.extranonce1.toString('hex');
    this.reply(peer, id, [[['mining.set_difficulty', name], ['mining.notify', name]], name, peer.extranonce2Size]);
    this.sendJob(peer);
  }

  authorise(peer, id, [user]) {
    peer.workers.add(user);
    this.reply(peer, id, true);
  }

  submit(peer, id, params) {
    const verdict = judge(this, peer, params);
    this.options.log({ at: new Date().toISOString(), connection: peer.number, worker: params[0], job: params[1], ...verdict });
    if (verdict.accepted) this.reply(peer, id, true);
    else this.reply(peer, id, null, [verdict.code, verdict.reason, null]);
  }

  sendDifficulty(peer) {
    if (peer.difficulty === this.difficulty) return;
    peer.difficulty = this.difficulty;
    this.tell(peer, 'mining.set_difficulty', [this.odd.difficulty?.(this.difficulty) ?? this.difficulty]);
  }

  sendJob(peer) {
    if (!peer.subscribed) return;
    this.sendDifficulty(peer);
    const { job } = this;
    const { extranonce1, extranonce2Size, difficulty } = peer;
    peer.jobs.set(job.id, { job, extranonce1, extranonce2Size, difficulty });
    if (peer.jobs.size > jobsKept) peer.jobs.delete(peer.jobs.keys().next().value);
    const params = [
      job.id, swapWords(job.prev).toString('hex'), job.head.toString('hex'), job.tail.toString('hex'),
      job.branch.map((hash) => hash.toString('hex')), hex32(job.version), hex32(job.bits), hex32(job.ntime),
      peer.voidsAll || job.clean,
    ];
    peer.voidsAll = false;
    this.tell(peer, 'mining.notify', this.odd.notify?.(params) ?? params);
  }

  /** The judge found a block. */
  onBlock(sent, coinbase, header) {
    if (!sent.job.prev.equals(this.tip) || Date.now() - this.lastBlockAt < blockPauseMs) return;
    this.lastBlockAt = Date.now();
    this.handIn(block(sent.job, coinbase, header)).catch((error) => this.blocks.push({ reply: String(error) }));
  }

  async handIn(bytes) {
    const reply = await this.node.rpc('submitblock', [bytes.toString('hex')]);
    const tip = await this.node.rpc('getbestblockhash');
    this.blocks.push({ reply, header: bytes.subarray(0, 80).toString('hex'), tip });
    await this.renew();
  }
}

function fail(text) { throw new Error(text); }
