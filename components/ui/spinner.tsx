import { LoaderCircle } from 'lucide-react';
import { cn } from './cn';
import { Icon, type IconProps } from './icon';

export function Spinner({ size = 14, className }: Omit<IconProps, 'of'>) {
  return <Icon of={LoaderCircle} size={size} className={cn('animate-spin motion-reduce:animate-none', className)} />;
}
