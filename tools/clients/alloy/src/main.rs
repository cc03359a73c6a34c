//! Talks to a development node as alloy does, and stops at the first answer that is not right:
//!   npm start                                   (in another terminal)
//!   cd tools/clients/alloy && cargo run --release [-- http://127.0.0.1:8545]
use alloy::{
    network::TransactionBuilder,
    primitives::{address, b256, bytes, Address, Bytes, B256, U256},
    providers::{
        ext::{AnvilApi, DebugApi, TraceApi, TxPoolApi},
        Provider, ProviderBuilder, WsConnect,
    },
    rpc::types::{
        trace::geth::GethDebugTracingOptions, trace::parity::TraceType, BlockNumberOrTag, Filter,
        TransactionRequest,
    },
    signers::local::PrivateKeySigner,
    sol,
};
use futures_util::StreamExt;

/// Of the development chain: everybody knows it.
const KEY: B256 = b256!("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
const TO: Address = address!("70997970C51812dc3A010C7d01b50e0d17dc79C8");
const PREDICT: Address = address!("0000000000000000000000000000000000004d4c");
/// Given a word, stores it in slot 0 and logs it with one topic; gives slot 0 back.
const CODE: Bytes =
    bytes!("601b600a5f39601b5ff35f358015601257805f555f52600160205fa15b5f545f5260205ff3");

sol! {
    #[sol(rpc)]
    interface Predict {
        error UnknownModel(string reference);
        function gasOf(string reference, uint256 batch) external view returns (uint256 gas);
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).unwrap_or("http://127.0.0.1:8545".into());
    let signer = PrivateKeySigner::from_bytes(&KEY)?;
    let provider = ProviderBuilder::new().wallet(signer).connect_http(url.parse()?);
    let word = Bytes::from(U256::from(42).to_be_bytes::<32>());

    for _ in 0..3 {
        let transfer = TransactionRequest::default().with_to(TO).with_value(U256::from(1));
        assert!(provider.send_transaction(transfer).await?.get_receipt().await?.status());
    }
    let creation = TransactionRequest::default().with_deploy_code(CODE);
    let created = provider.send_transaction(creation).await?.get_receipt().await?;
    let contract = created.contract_address.expect("a contract");
    let call = TransactionRequest::default().with_to(contract).with_input(word.clone());
    let receipt = provider.send_transaction(call.clone()).await?.get_receipt().await?;
    assert_eq!(receipt.inner.logs()[0].data().data, word);
    let filter = Filter::new().address(contract).from_block(0);
    assert_eq!(provider.get_logs(&filter).await?.len(), 1);
    let read = TransactionRequest::default().with_to(contract);
    assert_eq!(provider.call(read.clone()).await?, word);
    assert_eq!(provider.call(read.clone()).pending().await?, word);
    assert_eq!(provider.get_storage_at(contract, U256::ZERO).await?, U256::from(42));
    assert!(provider.estimate_gas(call.clone()).await? > 21_000);
    assert_eq!(provider.create_access_list(&call).await?.access_list.0[0].address, contract);
    assert_eq!(provider.get_proof(contract, vec![B256::ZERO]).await?.storage_proof[0].value, U256::from(42));
    assert_eq!(provider.get_fee_history(2, BlockNumberOrTag::Latest, &[50.0]).await?.reward.unwrap().len(), 2);
    let pending = provider.get_block_by_number(BlockNumberOrTag::Pending).await?;
    let latest = provider.get_block_number().await?;
    match pending {
        Some(block) => assert_eq!(block.header.number, latest + 1),
        None => panic!("no pending block"),
    }
    assert!(provider.get_block_receipts(BlockNumberOrTag::Latest.into()).await?.is_some());

    let error = Predict::new(PREDICT, &provider).gasOf("acme.nothing".into(), U256::from(1)).call().await.unwrap_err();
    let unknown = error.as_decoded_error::<Predict::UnknownModel>().expect("UnknownModel");
    assert_eq!(unknown.reference, "acme.nothing");

    let hash = receipt.transaction_hash;
    provider.debug_trace_transaction(hash, GethDebugTracingOptions::default()).await?;
    let steps = provider.trace_transaction(hash).await?;
    assert_eq!((steps.len(), steps[0].transaction_hash), (1, Some(hash)));
    assert_eq!(provider.trace_block(BlockNumberOrTag::Latest.into()).await?.len(), 1);
    assert_eq!(provider.trace_call(&read).trace_types([TraceType::Trace]).await?.output, word);
    assert_eq!(provider.txpool_status().await?.pending, 0);
    let before = provider.anvil_snapshot().await?;
    provider.anvil_set_balance(TO, U256::from(7)).await?;
    assert_eq!(provider.get_balance(TO).await?, U256::from(7));
    provider.anvil_mine(Some(3), Some(10)).await?;
    let info = provider.anvil_node_info().await?;
    assert_eq!(info.current_block_number, latest + 4);
    assert!(provider.anvil_revert(before).await?);
    let state = provider.anvil_dump_state().await?;
    assert!(provider.anvil_load_state(state).await?);

    let socket = ProviderBuilder::new().connect_ws(WsConnect::new(url.replacen("http", "ws", 1))).await?;
    let mut heads = socket.subscribe_blocks().await?.into_stream();
    provider.send_transaction(TransactionRequest::default().with_to(TO)).await?.get_receipt().await?;
    assert!(heads.next().await.is_some());
    println!("alloy gets right answers from {}", provider.get_client_version().await?);
    Ok(())
}
