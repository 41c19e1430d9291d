/** The module gives way first; the activity is never cut. */
export const EventName = ({ module, activity }: { module: string; activity: string }) => (
  <span className="flex min-w-0" title={`${module}.${activity}`}>
    <span className="min-w-0 truncate text-fg-3">{module}</span>
    <span className="flex-none text-fg-3">.</span>
    <span className="flex-none">{activity}</span>
  </span>
);
