/** The one table of who may do what. Pages, actions and routes name a permission; nothing else decides. */
export const ROLES = ['viewer', 'auditor', 'operator', 'approver', 'ca_admin', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const everyone: readonly Role[] = ROLES;

export const PERMISSIONS = {
  'audit.read': ['auditor', 'operator', 'approver', 'ca_admin', 'admin'],
  'audit.export': ['auditor', 'ca_admin', 'admin'],
  'ledger.anchors': ['admin'],
  'ledger.drill': ['auditor', 'ca_admin', 'admin'],
  'ledger.sign': ['auditor', 'ca_admin', 'admin'],
  'ledger.verify': ['auditor', 'operator', 'ca_admin', 'admin'],
  'session.end_own': everyone,
  'settings.read': everyone,
  'settings.write': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export const ROLE_LABELS: Record<Role, string> = {
  viewer: 'Viewer',
  auditor: 'Auditor',
  operator: 'Operator',
  approver: 'Approver',
  ca_admin: 'CA admin',
  admin: 'Admin',
};

export function isAllowed(roles: readonly string[], permission: Permission): boolean {
  const holders: readonly string[] = PERMISSIONS[permission];
  return roles.some((role) => holders.includes(role));
}

/** Roles of the database that this version knows; one of a later version gives nothing. */
export const knownRoles = (roles: readonly string[]): Role[] => ROLES.filter((role) => roles.includes(role));
