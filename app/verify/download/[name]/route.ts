import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '@/lib/paths';

const TYPES = new Map([
  ['chainward-verify.mjs', 'text/javascript; charset=utf-8'],
  ['verify.html', 'text/html; charset=utf-8'],
]);

type Context = { params: Promise<{ name: string }> };

/** The verifier itself, for everybody: it is the same file in every installation of this version. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { name } = await params;
  const type = TYPES.get(name);
  if (!type) return new Response('There is no such file\n', { status: 404 });
  const content = await readFile(path.join(/* turbopackIgnore: true */ projectRoot(), 'verifier', name), 'utf8');
  return new Response(content, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-cache',
    },
  });
}
