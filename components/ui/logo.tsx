export function Logo({ size = 18 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" fill="none" aria-hidden="true" className="flex-none">
      <rect x="1.2" y="1.2" width="9.6" height="9.6" rx="3.4" stroke="var(--fg)" strokeWidth="1.9" />
      <path
        d="M7.2 10.6v2.8a3.4 3.4 0 0 0 3.4 3.4h2.8a3.4 3.4 0 0 0 3.4-3.4v-2.8a3.4 3.4 0 0 0-2.4-3.2"
        stroke="var(--accent)"
        strokeWidth="1.9"
        strokeLinecap="round"
      />
    </svg>
  );
}
