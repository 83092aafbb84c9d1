import { library } from '@as/build/library'

export default library()
