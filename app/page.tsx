import { redirect } from 'next/navigation';
import { isSetUp } from '@/lib/access';

export default async function HomePage() {
  redirect((await isSetUp()) ? '/audit-log' : '/set-up');
}
