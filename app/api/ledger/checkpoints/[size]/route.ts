import { guardRoute } from '@/lib/command/next';
import { downloadCheckpoint } from '@/lib/reports';

type Context = { params: Promise<{ size: string }> };

export const GET = guardRoute<Context>({ permission: 'audit.read' }, async (_request, _caller, { params }) =>
  downloadCheckpoint((await params).size),
);
