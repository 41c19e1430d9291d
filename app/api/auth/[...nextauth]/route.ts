import NextAuth from 'next-auth';
import { authOptions } from '@/lib/access/next';

type Context = { params: Promise<{ nextauth: string[] }> };

async function handler(request: Request, context: Context): Promise<Response> {
  // Signing out is a command of ours: this way would drop the cookie and say nothing of a session that lives on.
  if ((await context.params).nextauth[0] === 'signout') return new Response(null, { status: 404 });
  return NextAuth(authOptions())(request, context);
}

export { handler as GET, handler as POST };
