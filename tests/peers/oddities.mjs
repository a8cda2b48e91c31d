// Ways of real pools, by name. Each one changes a little of the pool; several may be played together.
import { hex32 } from './bytes.mjs';

export const oddities = {
  /** Job ids are JSON integers. */
  'integer-job-ids': { jobId: (number) => number },
  /** Lines end with CR LF. */
  crlf: { ending: '\r\n' },
  /** The ninth member of notify is left out where it would be true. */
  'missing-clean': { notify: (params) => (params[8] ? params.slice(0, 8) : params) },
  /** Members nobody knows follow the ninth. */
  'extra-members': { notify: (params) => [...params, { extra: true }, 7] },
  /** Difficulties come as text. */
  'difficulty-text': { difficulty: (value) => String(value) },
  /** The connection is closed on configure before subscribe. */
  'configure-closes': {
    intercept: (pool, peer, { method }) => method === 'mining.configure' && !peer.subscribed && Boolean(peer.socket.destroy()),
  },
  /** Configure is never answered. */
  'configure-silent': { intercept: (pool, peer, { method }) => method === 'mining.configure' },
  /** Configure is an unknown method. */
  'configure-unknown': {
    intercept: (pool, peer, { id, method }) =>
      method === 'mining.configure' && (pool.reply(peer, id, null, [-3, 'Method not found', null]), true),
  },
  /** Extranonce1 changes in mid-session, from the next job on. */
  'set-extranonce': {
    later(pool, peer) {
      peer.formerExtranonce2Size = peer.extranonce2Size;
      peer.extranonceChangedAt = Date.now();
      peer.extranonce1 = Buffer.from('0badcafe0001', 'hex');
      peer.extranonce2Size = 6;
      peer.voidsAll = true;
      pool.tell(peer, 'mining.set_extranonce', [peer.extranonce1.toString('hex'), peer.extranonce2Size]);
      pool.sendJob(peer);
    },
  },
  /** Half of the version bits are taken away while a job runs. */
  'mask-shrinks': {
    later(pool, peer) {
      peer.mask = 0x00ffe000;
      peer.maskShrankAt = Date.now();
      pool.tell(peer, 'mining.set_version_mask', [hex32(peer.mask)]);
    },
  },
  /** The difficulty rises fourfold from the next job on. */
  'difficulty-rises': { later: (pool, peer) => { pool.difficulty *= 4; pool.sendDifficulty(peer); } },
  /** Pings, questions and talk between the jobs. */
  talkative: {
    later(pool, peer) {
      pool.send(peer, { id: 42, method: 'mining.ping', params: [] });
      pool.send(peer, { id: 'v', method: 'client.get_version', params: [] });
      pool.tell(peer, 'client.show_message', ['hello']);
      pool.send(peer, { id: null, result: null, error: true });
    },
  },
  /** From some moment on nothing is answered or said any more. */
  mute: { later: (pool, peer) => { peer.mute = true; } },
  /** The connection is cut once, in the middle of a line. */
  cut: { later: (pool, peer) => { if (peer.number === 1) { peer.socket.write('{"id":null,"meth'); peer.socket.resetAndDestroy(); } } },
};
