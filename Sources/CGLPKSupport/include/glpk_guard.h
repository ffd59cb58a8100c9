/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CGLPK_GUARD_H
#define CGLPK_GUARD_H
#endif
