import { request as plain } from 'node:http';
import { request as secure } from 'node:https';

/** One GET without a browser; the certificate is the installation's own, made a moment ago. */
export const ask = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? secure : plain;
    const asking = send(url, { timeout: 5_000, rejectUnauthorized: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    asking.on('error', reject);
    asking.on('timeout', () => asking.destroy(new Error('timed out')));
    asking.end();
  });
