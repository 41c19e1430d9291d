import { AnchorsSkeleton } from '@/components/anchors/anchors-skeleton';

export default function Loading() {
  return <AnchorsSkeleton />;
}
