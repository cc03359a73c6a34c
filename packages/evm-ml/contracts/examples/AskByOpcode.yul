/// Asks a model through the opcode PREDICT (0xfc). Calldata is the input of one or more examples in the model's own
/// little-endian numbers; the answer comes back as it is. Errors of PREDICT pass through.
///
/// Stack of PREDICT from the top: gas, refOffset, refLength, inOffset, inLength, outOffset, outLength; it leaves 1 or 0.
object "AskByOpcode" {
    code {
        datacopy(0, dataoffset("runtime"), datasize("runtime"))
        return(0, datasize("runtime"))
    }
    object "runtime" {
        code {
            // The reference: 14 bytes at 0.
            mstore(0, "acme.door.test")
            calldatacopy(32, 0, calldatasize())
            let ok := verbatim_7i_1o(hex"fc", gas(), 0, 14, 32, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}
