import type { ReactElement } from 'react';
import { expect, it, vi } from 'vitest';
import { Button, type ButtonProps } from './button';

/** Presses it as Enter and Space do, which pass by what the pointer may not touch. */
function press(props: ButtonProps) {
  const event = { preventDefault: vi.fn() };
  const { onClick } = (Button(props) as ReactElement<{ onClick?: (event: unknown) => void }>).props;
  onClick?.(event);
  return event;
}

it('does nothing while busy, whatever presses it, and sends no form', () => {
  const onClick = vi.fn();
  press({ onClick });
  expect(onClick).toHaveBeenCalledTimes(1);
  expect(press({ onClick, busy: true, type: 'submit' }).preventDefault).toHaveBeenCalled();
  expect(onClick).toHaveBeenCalledTimes(1);
});
