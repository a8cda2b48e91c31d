// The node: started as a child, spoken to by JSON-RPC over HTTP on loopback.
import { spawn } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import { fileURLToPath } from 'node:url';

export const freePort = () => new Promise((resolve) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

export async function startNode(modules) {
  const port = await freePort();
  const script = fileURLToPath(new URL('./node.cjs', import.meta.url));
  const child = spawn(process.execPath, [script, modules, String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => String(data).includes('READY') && resolve());
    child.once('exit', (code) => reject(new Error(`the node ended with code ${code}`)));
  });
  return { stop: () => child.stdin.end(), rpc: (method, params = []) => call(port, method, params) };
}

function call(port, method, params) {
  const body = JSON.stringify({ method, params, id: 1 });
  const options = {
    host: '127.0.0.1', port, method: 'POST', path: '/', auth: 'x:test',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
  };
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response) => {
      let text = '';
      response.on('data', (chunk) => { text += chunk; });
      response.on('end', () => {
        if (response.statusCode !== 200) return reject(new Error(`${method}: HTTP ${response.statusCode}`));
        const { result, error } = JSON.parse(text);
        return error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result);
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
