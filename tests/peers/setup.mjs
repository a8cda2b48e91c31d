// Installs the foreign packages once, into a build folder, exactly as locked. No package's scripts are run.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

/** The folder that holds node_modules, or the reason why there is none. */
export function install(folder = process.env.ADIT_PEERS_DIR ?? path.join(here, '../../build/peers')) {
  const modules = path.join(folder, 'node_modules');
  if (existsSync(path.join(modules, '.package-lock.json'))) return { modules };
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(path.join(here, file), path.join(folder, file));
  const options = ['ci', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
  const done = spawnSync('npm', options, { cwd: folder, encoding: 'utf8', timeout: 180_000 });
  if (done.error) return { reason: `npm cannot be run (${done.error.code})` };
  if (done.status !== 0) return { reason: `npm cannot install bcoin: ${done.stderr.trim().split('\n').at(-1)}` };
  return { modules };
}
