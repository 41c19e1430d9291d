import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Agent, fetch, type RequestInit } from 'undici';
import { projectRoot } from '@/lib/paths';

type Account = { email: string; password: string };

/** A browser without a screen: the front's certificate is verified, cookies are kept, actions are called as the page calls them. */
export class WebClient {
  private readonly agent: Agent;
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly address: string,
    authorityFile: string,
  ) {
    this.agent = new Agent({
      connect: { ca: readFileSync(authorityFile, 'utf8') },
      connections: 16,
      headersTimeout: 10_000,
      bodyTimeout: 10_000,
    });
  }

  private async ask(where: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      origin: this.address,
      ...(cookie && { cookie }),
      ...(init.headers as Record<string, string> | undefined),
    };
    const response = await fetch(`${this.address}${where}`, {
      ...init,
      headers,
      dispatcher: this.agent,
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const split = pair.indexOf('=');
      this.cookies.set(pair.slice(0, split), pair.slice(split + 1));
    }
    return { status: response.status, text: await response.text() };
  }

  async signIn({ email, password }: Account): Promise<void> {
    const { csrfToken } = JSON.parse((await this.ask('/api/auth/csrf')).text) as { csrfToken: string };
    const body = new URLSearchParams({ csrfToken, email, password, json: 'true', callbackUrl: this.address });
    const { status, text } = await this.ask('/api/auth/callback/password', {
      method: 'POST',
      body: body.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    if (status !== 200 || !this.cookies.has('__Host-chainward-session'))
      throw new Error(`sign-in answered ${status}: ${text.slice(0, 200)}`);
  }

  /** Calls a server action and returns what it returned: the last line of the answer that is a result of ours. */
  async act(
    page: string,
    exportedName: string,
    input: unknown,
  ): Promise<{ ok: boolean; code?: string; value?: unknown }> {
    const { status, text } = await this.ask(page, {
      method: 'POST',
      body: JSON.stringify([input]),
      headers: {
        'next-action': actionId(exportedName),
        'content-type': 'text/plain;charset=UTF-8',
        accept: 'text/x-component',
      },
    });
    const line = text.split('\n').find((candidate) => /^\d+:\{"ok":/.test(candidate));
    if (!line) throw new Error(`the action answered ${status}`);
    return JSON.parse(line.slice(line.indexOf(':') + 1)) as { ok: boolean };
  }
}

type Manifest = { node: Record<string, { exportedName: string }> };

function actionId(exportedName: string): string {
  const file = path.join(projectRoot(), '.next', 'server', 'server-reference-manifest.json');
  const { node } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const found = Object.entries(node).find(([, action]) => action.exportedName === exportedName);
  if (!found) throw new Error(`no action ${exportedName} was built`);
  return found[0];
}
