// The second door: commands inside a Next request. Apart, so that other processes need not load Next.

export { guardPage } from './guard-page';
export { guardRoute } from './guard-route';
export { toAction } from './to-action';
