import { useRef } from 'react';
import type { LayerProps } from './use-layer';

type OutsideEvent = Event & { preventDefault(): void };

/** The button that opened a layer also closes it, and gets the focus back unless somebody went elsewhere. */
export function useLayerFocus(anchor: LayerProps['anchor']) {
  const wentElsewhere = useRef(false);
  return {
    onInteractOutside: (event: OutsideEvent) => {
      if (event.target instanceof Node && anchor.current?.contains(event.target)) event.preventDefault();
      else wentElsewhere.current = true;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      if (!wentElsewhere.current) anchor.current?.focus();
      wentElsewhere.current = false;
    },
  };
}
