import { listAnchors } from '@/lib/anchors';
import { guardRoute } from '@/lib/command/next';

export const GET = guardRoute({ permission: 'audit.read', unattended: true }, async () =>
  Response.json(await listAnchors(), { headers: { 'cache-control': 'no-store' } }),
);
