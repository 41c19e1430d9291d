import { guardRoute } from '@/lib/command/next';
import { downloadProof } from '@/lib/reports';

type Context = { params: Promise<{ seq: string }> };

export const GET = guardRoute<Context>({ permission: 'audit.read' }, async (_request, caller, { params }) =>
  downloadProof(caller, (await params).seq),
);
