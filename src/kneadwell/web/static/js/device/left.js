/** What was still on its way to this device when somebody left it goes too. */
import { forgetPages } from "./own.js"

await forgetPages()
